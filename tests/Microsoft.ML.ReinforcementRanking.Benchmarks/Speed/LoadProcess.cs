using System.Diagnostics;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>Represents a process that keeps one core busy until it is disposed of.</summary>
internal sealed class LoadProcess : IDisposable
{
    /// <summary>The command of the process.</summary>
    public const string CommandName = "load-process";

    private readonly Process _process = ChildCommand.Start(SpeedCommands.Name, CommandName);

    public LoadProcess() => _process.StandardOutput.ReadLine();

    /// <summary>Runs the process.</summary>
    public static void Run()
    {
        using var end = new CancellationTokenSource();
        var load = new Thread(() => Spin(end.Token));
        load.Start();
        Console.WriteLine("started");
        Console.In.ReadToEnd();
        end.Cancel();
        load.Join();
    }

    public void Dispose() => ChildCommand.End(_process);

    private static void Spin(CancellationToken end)
    {
        var random = new Random(1);
        while (!end.IsCancellationRequested)
            random.Next();
    }
}
