using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Telemetry;

/// <summary>
/// Contains the instruments of the library (docs/observability.md). While nobody listens, each of them costs one comparison: neither tags nor times are made.
/// </summary>
internal static class Instruments
{
    public const string MeterName = "Microsoft.ML.ReinforcementRanking";

    private const string TrainerTag = "ranking.trainer", StageTag = "ranking.stage", OperationTag = "ranking.operation";

    private static readonly ConcurrentDictionary<string, int> ActiveFits = new();

    private static readonly Meter Meter = new(MeterName, typeof(Instruments).Assembly.GetName().Version?.ToString(3));

    private static readonly Counter<long> TrainedRows = Meter.CreateCounter<long>("ranking.fit.rows", "{row}", "The rows of the epochs that ended.");

    private static readonly Histogram<double> EpochDuration = Meter.CreateHistogram<double>("ranking.fit.epoch.duration", "s",
        "The time of the gradient steps of an epoch. Stages that are trained together divide it equally.");

    private static readonly Gauge<double> StageLoss = Meter.CreateGauge<double>("ranking.fit.stage.loss", "1", "The mean training loss of the last epoch.");

    private static readonly Counter<long> ScoredRows = Meter.CreateCounter<long>("ranking.scoring.rows", "{row}", "The rows that models scored.");

    private static readonly Histogram<double> RankingDuration = Meter.CreateHistogram<double>("ranking.serving.duration", "s",
        "The time in which an engine or a policy over candidates answered a request.");

    // Observed when somebody asks, so that a listener that starts during a fit counts this fit, too.
    static Instruments() => Meter.CreateObservableUpDownCounter("ranking.fit.active", () => ActiveFits.Select(fits =>
        new Measurement<int>(fits.Value, new KeyValuePair<string, object?>(TrainerTag, fits.Key))), "{fit}", "The fits that are running.");

    /// <summary>Counts a fit as running until the result is disposed of.</summary>
    public static IDisposable CountFit(string trainer) => new ActiveFit(trainer);

    /// <summary>Records an epoch of a stage that ended.</summary>
    public static void EndEpoch(string trainer, string stage, int rows, double seconds, double loss)
    {
        if (!TrainedRows.Enabled && !EpochDuration.Enabled && !StageLoss.Enabled)
            return;
        KeyValuePair<string, object?> trainerTag = new(TrainerTag, trainer), stageTag = new(StageTag, stage);
        TrainedRows.Add(rows, trainerTag, stageTag);
        EpochDuration.Record(seconds, trainerTag, stageTag);
        StageLoss.Record(loss, trainerTag, stageTag);
    }

    /// <summary>Counts a row that a model scored.</summary>
    public static void CountScoredRow()
    {
        if (ScoredRows.Enabled)
            ScoredRows.Add(1);
    }

    /// <summary>Returns the start of a request for <see cref="EndRanking"/>, or 0 if nobody listens.</summary>
    public static long StartRanking() => RankingDuration.Enabled ? Stopwatch.GetTimestamp() : 0;

    /// <summary>Records a request that was answered.</summary>
    public static void EndRanking(long start, string operation)
    {
        if (start != 0)
            RankingDuration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, new KeyValuePair<string, object?>(OperationTag, operation));
    }

    private sealed class ActiveFit : IDisposable
    {
        private readonly string _trainer;

        public ActiveFit(string trainer) => Change(_trainer = trainer, 1);

        public void Dispose() => Change(_trainer, -1);

        private static void Change(string trainer, int difference) => ActiveFits.AddOrUpdate(trainer, difference, (_, count) => count + difference);
    }
}
