using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>Compares a step of behavior cloning over 2^20 slots, of which a row has 100, with a step over 100 dense features.</summary>
internal static class SparsePart
{
    private const int Rows = 20_480, Batch = 512, Hidden = 64, Slots = 1 << 20;
    private const double Skew = 4;

    public static void Run(SpeedReport report, int repetitions, int[] threads)
    {
        var ml = new MLContext(1);
        var (dense, uniform, skewed) = (View(SparseLog.NonZeros), View(Slots), View(Slots, Skew));
        List<Side> sides = [];
        foreach (var count in threads)
        {
            Side Step(string name, IDataView log, Side? baseline = null)
                => new($"{name}, {Side.Threads(count)}", () => MillisecondsOfStep(ml, log, count), baseline);
            var step = Step("100 dense features", dense);
            sides.AddRange([step, Step("2^20 slots, uniform", uniform, step), Step("2^20 slots, skewed", skewed, step)]);
        }
        report.Compare("ms", Comparison.Run(sides, repetitions),
            $"A step of 512 rows with 100 numbers each, one hidden layer of {Hidden} units and 100 actions. A row of the skewed log has the slot 2^20 u^4 for "
                + "a uniform number u.");

        IDataView View(int slots, double skew = 1) => new SparseLog(Rows, slots, skew).View(ml);
    }

    private static double MillisecondsOfStep(MLContext ml, IDataView log, int threads)
    {
        var clock = new FitClock();
        ml.Ranking.Trainers.BehaviorCloning(new BehaviorCloningTrainer.Options
        {
            ActionColumnName = nameof(SparseRow.Action),
            RowGroupColumnName = null,
            HiddenUnits = [Hidden],
            BatchSize = Batch,
            ValidationFraction = 0,
            NumberOfEpochs = FitClock.Epochs,
            NumberOfThreads = threads,
            Progress = clock,
        }).Fit(log);
        return 1_000 * clock.SecondsForAll(Batch);
    }
}
