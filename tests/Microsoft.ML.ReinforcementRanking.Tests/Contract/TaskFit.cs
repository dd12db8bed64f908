using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Runs a small fit of tasks on the log of the contract, plain or with critics. Tests compare the two trainers with it.</summary>
internal sealed record TaskFit
{
    public TaskColumn[] Tasks { get; init; } = [new("Click"), new("Label")];

    public string[] Fields { get; init; } = ["Action", "Tags"];

    public string Features { get; init; } = "Features";

    public string? Group { get; init; } = "GroupId";

    public string? Weight { get; init; }

    public MultiTaskBackbone Backbone { get; init; } = new MmoeBackbone { NumberOfExperts = 2, ExpertUnits = [8], TowerUnits = [4] };

    public int Epochs { get; init; } = 2;

    public double LearningRate { get; init; } = 1e-2;

    public int FineTuningEpochs { get; init; } = 2;

    public double? FineTuningRate { get; init; }

    public double Strength { get; init; } = 0.7;

    public LossWeighting Weighting { get; init; } = LossWeighting.Full;

    public double Discount { get; init; } = 0.9;

    public int CriticEpochs { get; init; } = 2;

    public double CriticRate { get; init; } = 1e-2;

    public CriticSet? Critics { get; init; }

    public double ValidationFraction { get; init; } = 0.2;

    public IProgress<TrainingProgress>? Progress { get; init; }

    public MultiTaskRankingTrainer.Options Plain => new()
    {
        Tasks = Tasks,
        CategoricalColumnNames = Fields,
        FeatureColumnName = Features,
        RowGroupColumnName = Group,
        ExampleWeightColumnName = Weight,
        Backbone = Backbone,
        NumberOfEpochs = Epochs,
        LearningRate = LearningRate,
        NumberOfFineTuningEpochs = FineTuningEpochs,
        FineTuningLearningRate = FineTuningEpochs > 0 ? FineTuningRate : null,
        EmbeddingDimension = Fields.Length > 0 ? 4 : 16,
        BatchSize = 64,
        ValidationFraction = ValidationFraction,
        Seed = 1,
    };

    public RmtlRankingTrainer.Options Rmtl => Critics is null ? WithOwnCritics(Uncritical) : Uncritical;

    private RmtlRankingTrainer.Options Uncritical => new()
    {
        Tasks = Tasks,
        CategoricalColumnNames = Fields,
        FeatureColumnName = Features,
        RowGroupColumnName = Group,
        ExampleWeightColumnName = Weight,
        Backbone = Backbone,
        NumberOfEpochs = Epochs,
        LearningRate = LearningRate,
        NumberOfFineTuningEpochs = FineTuningEpochs,
        FineTuningLearningRate = FineTuningRate,
        EmbeddingDimension = Fields.Length > 0 ? 4 : 16,
        BatchSize = 64,
        ValidationFraction = ValidationFraction,
        Seed = 1,
        WeightStrength = Weighting is LossWeighting.Full or LossWeighting.LabelTimesValue ? Strength : 0.3,
        Weighting = Weighting,
        PretrainedCritics = Critics,
        Progress = Progress,
    };

    private RmtlRankingTrainer.Options WithOwnCritics(RmtlRankingTrainer.Options options)
    {
        (options.DiscountFactor, options.NumberOfCriticEpochs, options.CriticLearningRate) = (Discount, CriticEpochs, CriticRate);
        (options.CriticBottomUnits, options.CriticTowerUnits) = ([8], [8]);
        return options;
    }

    public RankingPredictionTransformer<NeuralRankingModelParameters> FitPlain(params IEnumerable<ContractRow> rows)
        => On(rows, (context, data) => context.Ranking.Trainers.MultiTask(Plain).Fit(data));

    public RankingPredictionTransformer<NeuralRankingModelParameters> FitRmtl(params IEnumerable<ContractRow> rows)
        => On(rows, (context, data) => context.Ranking.Trainers.Rmtl(Rmtl).Fit(data));

    private static RankingPredictionTransformer<NeuralRankingModelParameters> On(
        IEnumerable<ContractRow> rows, Func<MLContext, IDataView, RankingPredictionTransformer<NeuralRankingModelParameters>> fit)
    {
        var context = new MLContext(1);
        return fit(context, rows.Any() ? context.View(rows) : context.View());
    }
}
