using System.Globalization;
using Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Ranks;

/// <summary>Represents a kind of fit whose steps several ranks make together.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="Title">What is fitted.</param>
/// <param name="Batch">The number of rows of a joint step by default.</param>
internal sealed record RankKind(string Name, string Title, int Batch)
{
    // Shorter fits measure how the program is compiled while it runs, for which two ranks on two cores have no core to spare. A smaller log has so few sessions
    // that the hash does not divide them evenly.
    private const int BatchesOfLog = 80;

    private const int Epochs = 3;

    public static IReadOnlyList<RankKind> All { get; } =
    [
        new("catalog", "TSCAC over 1,000 actions, 64 features, default networks", 4_096),
        new("tasks", "Two tasks, the networks of the RMTL paper", MultiTaskShape.Batch),
        new("continuous", "TSCAC of a continuous action, the networks of the TSCAC paper", AuthorsShape.Batch),
    ];

    /// <summary>Fits together with other ranks, and returns what a step of all stages took on this rank.</summary>
    public MeasuredStep Measure(Communicator communicator, int batch)
    {
        var (ml, clock, counting, rows) = (new MLContext(1), new FitClock(), new CountingCommunicator(communicator), BatchesOfLog * Batch);
        if (Name == "tasks")
        {
            var options = new MultiTaskShape(0).Options(Epochs, threads: 1);
            (options.BatchSize, options.Communicator, options.Progress) = (batch, counting, clock);
            ml.Ranking.Trainers.MultiTask(options).Fit(new SpeedLog(rows, MultiTaskShape.Features, actions: 2).View(ml));
        }
        else
        {
            var isContinuous = Name == "continuous";
            var options = isContinuous ? AuthorsShape.Options(Epochs, threads: 1) : CatalogShape.Default.Options(Epochs, threads: 1);
            (options.BatchSize, options.Communicator, options.Progress) = (batch, counting, clock);
            var log = isContinuous ? new SpeedLog(rows, AuthorsShape.Features, actions: 2) : CatalogShape.Default.Log(rows);
            ml.Ranking.Trainers.Tscac(options).Fit(log.View(ml));
        }
        var steps = Epochs * (double)rows / batch;
        // Only rank 0 reports.
        return new(batch, communicator.NumberOfRanks, communicator.Rank == 0 ? clock.SecondsForAll(batch) : double.NaN, counting.Calls / steps,
            counting.Bytes / steps);
    }
}

/// <summary>Represents what a joint step takes.</summary>
/// <param name="Batch">The rows of the step over all ranks.</param>
/// <param name="Ranks">The number of ranks.</param>
/// <param name="Seconds">The time of the step.</param>
/// <param name="Calls">The sums over the ranks.</param>
/// <param name="Bytes">The bytes that a rank gives to these sums.</param>
internal sealed record MeasuredStep(int Batch, int Ranks, double Seconds, double Calls, double Bytes)
{
    public static MeasuredStep Parse(string line)
    {
        var words = line.Trim().Split(' ');
        double Number(int word) => double.Parse(words[word], CultureInfo.InvariantCulture);
        return new((int)Number(0), (int)Number(1), Number(2), Number(3), Number(4));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Batch} {Ranks} {Seconds:R} {Calls:R} {Bytes:R}");
}
