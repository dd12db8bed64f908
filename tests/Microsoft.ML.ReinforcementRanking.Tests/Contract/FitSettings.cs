using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>What the contract varies in any trainer's options, and how the trainers under contract take it: small, so that a fit lasts tenths of a second.</summary>
internal sealed record FitSettings
{
    public const string Action = "Action";
    public const string ActionVector = "ActionVector";

    public int? Seed { get; init; } = 1;

    public int Epochs { get; init; } = 2;

    public double ValidationFraction { get; init; } = 0.2;

    public string Features { get; init; } = "Features";

    public string Group { get; init; } = "GroupId";

    public string? Weight { get; init; }

    public IProgress<TrainingProgress>? Progress { get; init; }

    public CancellationToken CancellationToken { get; init; }

    public TscacRankingTrainer.Options ToTscac(string action, PolicyImprovement improvement = PolicyImprovement.Exact, string? actionFeatures = null) => new()
    {
        ActionColumnName = action,
        ActionFeatureColumnName = actionFeatures,
        PolicyImprovement = improvement,
        AuxiliaryResponses = [new("Click") { DiscountFactor = 0.5 }],
        NumberOfStageOneEpochs = Epochs,
        NumberOfStageTwoEpochs = Epochs,
        HiddenUnits = [8],
        EmbeddingDimension = 4,
        BatchSize = 64,
        FeatureColumnName = Features,
        RowGroupColumnName = Group,
        ExampleWeightColumnName = Weight,
        ValidationFraction = ValidationFraction,
        Seed = Seed,
        Progress = Progress,
        CancellationToken = CancellationToken,
    };

    public ActorCriticRankingTrainer.Options ToActorCritic(string action, ConstraintHandling handling = ConstraintHandling.WeightedSum, CriticStructure? critics = null, ActorCriticAlgorithm? algorithm = null, double mainWeight = 1) => new()
    {
        ActionColumnName = action,
        Algorithm = algorithm,
        ConstraintHandling = handling,
        CriticStructure = critics,
        MainWeight = mainWeight,
        Responses = [new("Click") { LowerBound = handling == ConstraintHandling.Rcpo ? 3 : null }],
        NumberOfEpochs = Epochs,
        HiddenUnits = [8],
        EmbeddingDimension = 4,
        BatchSize = 64,
        FeatureColumnName = Features,
        RowGroupColumnName = Group,
        ExampleWeightColumnName = Weight,
        ValidationFraction = ValidationFraction,
        Seed = Seed,
        Progress = Progress,
        CancellationToken = CancellationToken,
    };

    public MultiTaskRankingTrainer.Options ToMultiTask(MultiTaskBackbone backbone) => new()
    {
        Tasks = [new("Click"), new("Label") { ScoreWeight = 0.5 }],
        CategoricalColumnNames = ["Action", "Tags"],
        Backbone = backbone,
        NumberOfEpochs = Epochs,
        EmbeddingDimension = 4,
        BatchSize = 64,
        FeatureColumnName = Features,
        RowGroupColumnName = Group,
        ExampleWeightColumnName = Weight,
        ValidationFraction = ValidationFraction,
        Seed = Seed,
        Progress = Progress,
        CancellationToken = CancellationToken,
    };

    public RmtlRankingTrainer.Options ToRmtl(MultiTaskBackbone backbone, FineTuningObjective objective = FineTuningObjective.WeightedLoss) => new()
    {
        Tasks = [new("Click"), new("Label") { ScoreWeight = 0.5 }],
        CategoricalColumnNames = ["Action", "Tags"],
        Backbone = backbone,
        FineTuning = objective,
        NumberOfEpochs = Epochs,
        NumberOfCriticEpochs = Epochs,
        NumberOfFineTuningEpochs = Epochs,
        EmbeddingDimension = 4,
        CriticBottomUnits = [8],
        CriticTowerUnits = [8],
        BatchSize = 64,
        FeatureColumnName = Features,
        RowGroupColumnName = Group,
        ExampleWeightColumnName = Weight,
        ValidationFraction = ValidationFraction,
        Seed = Seed,
        Progress = Progress,
        CancellationToken = CancellationToken,
    };

    public RewardWeightedRankingTrainer.Options ToRewardWeighted(string action, PolicyNetwork network, string? actionFeatures = null) => new()
    {
        ActionColumnName = action,
        ActionFeatureColumnName = actionFeatures,
        Network = network,
        Responses = [new("Click") { Weight = 0.5 }],
        NumberOfEpochs = Epochs,
        HiddenUnits = [8],
        EmbeddingDimension = 4,
        BatchSize = 64,
        FeatureColumnName = Features,
        RowGroupColumnName = Group,
        ExampleWeightColumnName = Weight,
        ValidationFraction = ValidationFraction,
        Seed = Seed,
        Progress = Progress,
        CancellationToken = CancellationToken,
    };

    public BehaviorCloningTrainer.Options ToBehaviorCloning(string action) => new()
    {
        ActionColumnName = action,
        NumberOfEpochs = Epochs,
        HiddenUnits = [8],
        EmbeddingDimension = 4,
        BatchSize = 64,
        FeatureColumnName = Features,
        RowGroupColumnName = Group,
        ExampleWeightColumnName = Weight,
        ValidationFraction = ValidationFraction,
        Seed = Seed,
        Progress = Progress,
        CancellationToken = CancellationToken,
    };
}
