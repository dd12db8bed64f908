using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.Trainers.ReinforcementRanking;
using static Microsoft.ML.ReinforcementRanking.Tests.BadInput.BadInputCase;

namespace Microsoft.ML.ReinforcementRanking.Tests.BadInput;

/// <summary>A fit checks the columns first, and then every row. All trainers read with the same code.</summary>
internal static class BadTrainingData
{
    private const string Fit = "ReinforcementRankingTrainerBase.Fit";
    private const string Promise = "ReinforcementRankingTrainerBase.GetOutputSchema";

    public static IEnumerable<BadInputCase> Cases =>
    [
        Of<ArgumentOutOfRangeException>(Fit, "a features column that is missing", () => Fitting(SpoiledLog.Sound, features: "Nowhere")),
        Of<ArgumentOutOfRangeException>(Fit, "a session column that is missing", () => Fitting(SpoiledLog.Sound, group: "Nowhere")),
        Of<ArgumentOutOfRangeException>(Fit, "a features column of numbers, not vectors", () => Fitting(SpoiledLog.Sound, features: "Label")),
        Of<ArgumentOutOfRangeException>(Fit, "an action column of Single", () => Fitting(SpoiledLog.Sound, action: "Label")),
        Of<ArgumentOutOfRangeException>(Fit, "validation data without the features", () => Trainer().Fit(SpoiledLog.Sound, SpoiledLog.WithoutColumns)),
        Of<InvalidOperationException>(Fit, "no rows", () => Fitting(SpoiledLog.Context.View([]))),
        Of<InvalidOperationException>(Fit, "a feature that is NaN", () => Fitting(SpoiledLog.WithRow(row => row.Features = [0, 0, float.NaN, 0]))),
        Of<InvalidOperationException>(Fit, "a label that is infinite", () => Fitting(SpoiledLog.WithRow(row => row.Label = float.PositiveInfinity))),
        Of<InvalidOperationException>(Fit, "an action that is missing", () => Fitting(SpoiledLog.WithRow(row => row.Action = ContractLog.ActionCount))),
        Of<InvalidOperationException>(Fit, "a session without an id",
            () => Fitting(SpoiledLog.WithRow(row => row.GroupText = ""), group: "GroupText")),
        Of<InvalidOperationException>(Fit, "a propensity of 1.5",
            () => Fitting(SpoiledLog.WithRow(row => row.Propensity = 1.5f), change: options => options.PropensityColumnName = "Propensity")),
        Of<InvalidOperationException>(Fit, "a weight below 0",
            () => Fitting(SpoiledLog.WithRow(row => row.Weight = -1), change: options => options.ExampleWeightColumnName = "Weight")),
        Of<InvalidOperationException>(Fit, "a label that is the same in all rows", () => Fitting(SpoiledLog.WithRows(row => row.Label = 3))),
        Of<InvalidOperationException>(Fit, "no session with two rows", () => Fitting(SpoiledLog.WithRows(Alone()), group: "GroupNumber")),
        Of<InvalidOperationException>(Fit, "two features of one action",
            () => Fitting(SpoiledLog.WithRow(row => row.ActionFeatures = [9, 9]), change: options => options.ActionFeatureColumnName = "ActionFeatures")),
        Of<IOException>(Fit, "a folder of TensorBoard below a file",
            () => Fitting(SpoiledLog.Sound, change: options => options.TensorBoardDirectory = SpoiledLog.ImpossiblePath)),
        Of<IOException>(Fit, "a folder of checkpoints below a file",
            () => Fitting(SpoiledLog.Sound, change: options => options.CheckpointDirectory = SpoiledLog.ImpossiblePath)),
        Of<IOException>(Fit, "a folder of columns below a file",
            () => Fitting(SpoiledLog.Sound, change: options => options.CacheDirectory = SpoiledLog.ImpossiblePath)),
        Of<OperationCanceledException>(Fit, "a token that is canceled already",
            () => Fitting(SpoiledLog.Sound, change: options => options.CancellationToken = new(canceled: true))),
        Of<ArgumentOutOfRangeException>(Promise, "a schema without the features",
            () => Trainer().GetOutputSchema(SchemaOf(SpoiledLog.WithoutColumns))),
        Of<ArgumentOutOfRangeException>(Promise, "an action column of Single",
            () => Trainer(action: "Label").GetOutputSchema(SchemaOf(SpoiledLog.Sound))),
    ];

    public static SchemaShape SchemaOf(IDataView data) => data.Schema.ToShape();

    private static Action<ContractRow> Alone()
    {
        var number = 0;
        return row => row.GroupNumber = number++;
    }

    private static void Fitting(IDataView data, string features = "Features", string action = "Action", string group = "GroupId",
        Action<TscacRankingTrainer.Options>? change = null) => Trainer(features, action, group, change).Fit(data);

    private static TscacRankingTrainer Trainer(string features = "Features", string action = "Action", string group = "GroupId",
        Action<TscacRankingTrainer.Options>? change = null)
    {
        var options = new FitSettings { Epochs = 1, Features = features, Group = group }.ToTscac(action);
        change?.Invoke(options);
        return SpoiledLog.Context.Ranking.Trainers.Tscac(options);
    }
}
