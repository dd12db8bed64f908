using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>Compares fits whose rows choose from sets of eligible actions with a fit whose rows choose from the whole catalog.</summary>
internal static class EligiblePart
{
    private const int Rows = 5_120, Batch = 512, Actions = 10_000;

    public static void Run(SpeedReport report, int repetitions, int[] threads)
    {
        var ml = new MLContext(1);
        List<Side> sides = [];
        foreach (var count in threads)
        {
            Side Fit(int setSize, Side? baseline)
            {
                var name = setSize == Actions ? $"all of {Actions:N0} actions" : $"sets of {setSize:N0} of {Actions:N0} actions";
                var log = new EligibleLog(Rows, Actions, setSize).View(ml);
                return new($"{name}, {Side.Threads(count)}", () => MillisecondsOfStep(ml, log, setSize < Actions, count), baseline);
            }
            var whole = Fit(Actions, null);
            sides.AddRange([whole, Fit(100, whole), Fit(1_000, whole)]);
        }
        report.Compare("ms", Comparison.Run(sides, repetitions),
            $"The three stages of TSCAC with one auxiliary response and no propensities, for one batch of {Batch} rows. The behavior policy is cloned, and the "
                + "critics bootstrap. Networks have the default sizes. Members of sets are drawn uniformly, so that a batch with sets has nearly all actions.");
    }

    private static double MillisecondsOfStep(MLContext ml, IDataView log, bool haveSets, int threads)
    {
        var clock = new FitClock();
        ml.Ranking.Trainers.Tscac(new TscacRankingTrainer.Options
        {
            AuxiliaryResponses = [new(nameof(EligibleLogRow.Click))],
            EligibleActionColumnName = haveSets ? nameof(EligibleLogRow.Eligible) : null,
            BatchSize = Batch,
            ValidationFraction = 0,
            NumberOfStageOneEpochs = FitClock.Epochs,
            NumberOfStageTwoEpochs = FitClock.Epochs,
            NumberOfThreads = threads,
            Progress = clock,
        }).Fit(log);
        return 1_000 * clock.SecondsForAll(Batch);
    }
}
