using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.ReinforcementRanking.Tests.Evaluation;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Transforms;
using static Microsoft.ML.ReinforcementRanking.Tests.BadInput.BadInputCase;

namespace Microsoft.ML.ReinforcementRanking.Tests.BadInput;

/// <summary>Cross-validation and the search of options. Their pipelines fit nothing.</summary>
internal static class BadSearches
{
    private const string CrossValidate = "PolicyCrossValidationCatalog.CrossValidatePolicy";
    private const string TunePolicy = "PolicyTuningCatalog.TunePolicy";
    private const string TuneTasks = "TaskTuningCatalog.TuneTasks";

    private static readonly MLContext Context = SpoiledLog.Context;

    public static IEnumerable<BadInputCase> Cases =>
    [
        Of<ArgumentOutOfRangeException>(CrossValidate, "no response column", () => Context.Ranking.CrossValidatePolicy(Log(), Nothing(), [])),
        Of<ArgumentOutOfRangeException>(CrossValidate, "one fold",
            () => Context.Ranking.CrossValidatePolicy(Log(), Nothing(), ["Reward"], options: new() { NumberOfFolds = 1 })),
        Of<InvalidOperationException>(CrossValidate, "a session for five folds",
            () => Context.Ranking.CrossValidatePolicy(ScoredLog.View(ScoredLog.Rows([1, 1], [1, 2], rowsPerSession: 2)), Nothing(), ["Reward"])),
        Of<IOException>(CrossValidate, "a folder of columns below a file", () => Context.Ranking.CrossValidatePolicy(
            ScoredLog.View(ScoredLog.Rows([1, 1, 1], [1, 2, 3])), Nothing(), ["Reward"],
            options: new() { NumberOfFolds = 2, Evaluation = new() { CacheDirectory = SpoiledLog.ImpossiblePath } })),
        Of<ArgumentOutOfRangeException>(TunePolicy, "no trial", () => Tune(new() { NumberOfTrials = 0 })),
        Of<ArgumentOutOfRangeException>(TunePolicy, "an option without a range", () => Tune(new() { TunedOptions = ["FeatureColumnName"] })),
        Of<InvalidOperationException>(TunePolicy, "a pipeline whose first fit fails",
            () => Tune(new(), () => throw new InvalidOperationException("The message of the fit."))),
        Of<OperationCanceledException>(TunePolicy, "a token that is canceled already", () => Tune(new() { CancellationToken = new(canceled: true) })),
        Of<ArgumentOutOfRangeException>(TuneTasks, "one fold", () => Tune(new TaskTuningOptions { NumberOfFolds = 1 }, "Click")),
        Of<ArgumentOutOfRangeException>(TuneTasks, "an option without a range",
            () => Tune(new TaskTuningOptions { TunedOptions = ["FeatureColumnName"] }, "Click")),
        Of<InvalidOperationException>(TuneTasks, "the logarithmic loss of a regression",
            () => Tune(new TaskTuningOptions { Metric = TaskTuningMetric.LogLoss }, "Reward")),
        Of<OperationCanceledException>(TuneTasks, "a token that is canceled already",
            () => Tune(new TaskTuningOptions { CancellationToken = new(canceled: true) }, "Click")),
    ];

    private static IDataView Log()
    {
        var rows = ScoredLog.Rows([.. Enumerable.Repeat(1f, 40)], [.. Enumerable.Range(0, 40).Select(row => row % 7f)], rowsPerSession: 2);
        foreach (var (index, row) in rows.Index())
            row.Click = index % 3 == 0;
        return ScoredLog.View(rows);
    }

    private static ColumnCopyingEstimator Nothing() => Context.Transforms.CopyColumns("Copy", "Reward");

    private static void Tune(PolicyTuningOptions tuning, Func<IEstimator<ITransformer>>? pipeline = null)
        => Context.Ranking.TunePolicy(Log(), new BehaviorCloningTrainer.Options(), _ => pipeline?.Invoke() ?? Nothing(), ["Reward"], tuning: tuning);

    private static void Tune(TaskTuningOptions tuning, string task)
    {
        var options = new FitSettings().ToMultiTask(new SharedBottomBackbone());
        Context.Ranking.TuneTasks(Log(), options, _ => Context.Transforms.CopyColumns($"{task}.Score", "Reward").Append(
            Context.Transforms.CopyColumns("Click.Probability", "Probability")), [task], tuning: tuning);
    }
}
