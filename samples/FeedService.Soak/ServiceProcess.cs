using System.Diagnostics;

namespace FeedSoak;

/// <summary>Represents the web service in a process of its own.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private const string Listening = "Now listening on: ";

    private readonly Process _process;

    private ServiceProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>Gets the resident memory in MiB.</summary>
    public double ResidentMebibytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / (double)(1 << 20);
        }
    }

    /// <summary>Starts the service, and returns when it listens.</summary>
    /// <param name="file">The FeedService.dll, or the executable.</param>
    /// <param name="folder">The folder of the model and the log.</param>
    /// <param name="url">The address. Port 0 is a free port.</param>
    public static ServiceProcess Start(string file, string folder, string url)
    {
        string[] arguments = ["serve", "--folder", folder, "--urls", url];
        var isAssembly = Path.GetExtension(file) == ".dll";
        var start = isAssembly ? new ProcessStartInfo("dotnet", ["exec", file, .. arguments]) : new ProcessStartInfo(file, arguments);
        start.RedirectStandardOutput = true;
        var process = Process.Start(start)!;
        var lines = new List<string>();
        while (process.StandardOutput.ReadLine() is { } line)
        {
            lines.Add(line);
            if (line.IndexOf(Listening, StringComparison.Ordinal) is var place and >= 0)
            {
                // The rest is read, so that the service never waits for a reader.
                _ = process.StandardOutput.ReadToEndAsync();
                return new(process, new(line[(place + Listening.Length)..]));
            }
        }
        process.WaitForExit();
        throw new InvalidOperationException($"The service did not start:\n{string.Join('\n', lines)}");
    }

    /// <summary>Kills the process, which gets no chance to finish anything (kill -9).</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }
}
