using System.Diagnostics;

namespace Microsoft.ML.ReinforcementRanking.Mutation;

/// <summary>Talks to a process that runs tests on mutants (Injected/MutantHost.cs).</summary>
internal sealed class TestProcess : IDisposable
{
    private const string Mark = "@@ ";

    private readonly Process _process;

    public TestProcess(string assembly, string tests)
    {
        string[] arguments = ["exec", assembly, "Microsoft.ML.ReinforcementRanking.Tests.MutantHost", "Serve", tests];
        _process = Process.Start(new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(assembly)!,
            // Mutants are compared on one core, so that other work of the machine goes on.
            Environment = { ["OMP_NUM_THREADS"] = "1" },
        })!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
    }

    public void Send(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    /// <summary>Returns the next answer, or null where there is none in time or the process ended.</summary>
    public string? Receive(TimeSpan limit)
    {
        var watch = Stopwatch.StartNew();
        while (limit - watch.Elapsed is { Ticks: > 0 } left)
        {
            var line = _process.StandardOutput.ReadLineAsync();
            if (!line.Wait(left) || line.Result is null)
                return null;
            if (line.Result.StartsWith(Mark, StringComparison.Ordinal))
                return line.Result[Mark.Length..];
        }
        return null;
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }
}
