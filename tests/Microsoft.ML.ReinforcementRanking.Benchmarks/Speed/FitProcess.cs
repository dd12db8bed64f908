using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>Represents a process that fits a model whenever it is asked to.</summary>
internal sealed class FitProcess : IDisposable
{
    /// <summary>The command of the process.</summary>
    public const string CommandName = "fit-process";

    private const string Policy = "policy", LargeMmoe = "large MMoE";
    private const int PolicyRows = 4_000, PolicyEpochs = 5;

    private readonly Process _process;

    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="threads">The number of threads of the fits, or null for the default.</param>
    public FitProcess(string kind, int? threads)
        => _process = ChildCommand.Start(SpeedCommands.Name, CommandName, kind, (threads ?? 0).ToString(CultureInfo.InvariantCulture));

    public static IReadOnlyList<string> Kinds { get; } = [Policy, LargeMmoe];

    /// <summary>Runs the process.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="threads">The number of threads, or 0 for the default.</param>
    public static void Run(string kind, int threads)
    {
        TorchLibrary.EnsureLoaded();
        var ml = new MLContext(1);
        int? count = threads == 0 ? null : threads;
        while (Console.In.ReadLine() is not null)
        {
            var clock = Stopwatch.StartNew();
            Fit(ml, kind, count);
            Console.WriteLine(clock.Elapsed.TotalSeconds.ToString("R", CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Returns the seconds of a fit.</summary>
    public double Measure()
    {
        Begin();
        return End();
    }

    public void Begin()
    {
        _process.StandardInput.WriteLine();
        _process.StandardInput.Flush();
    }

    /// <summary>Waits for the end of a fit, and returns its seconds.</summary>
    public double End() => double.Parse(
        _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The process of the fit ended early. Its error is above."),
        CultureInfo.InvariantCulture);

    public void Dispose() => ChildCommand.End(_process);

    private static void Fit(MLContext ml, string kind, int? threads)
    {
        if (kind == Policy)
        {
            var shape = new CatalogShape(Batch: 512, Features: 32, Actions: 10, Auxiliaries: 1);
            ml.Ranking.Trainers.Tscac(shape.Options(PolicyEpochs, threads)).Fit(shape.Log(PolicyRows).View(ml));
        }
        else
        {
            ml.Ranking.Trainers.MultiTask(new MultiTaskShape(8).Options(epochs: 1, threads)).Fit(MultiTaskShape.Log(ml));
        }
    }
}
