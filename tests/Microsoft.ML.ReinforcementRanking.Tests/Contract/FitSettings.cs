using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>
/// Contains the settings that the contract varies in the options of every trainer, and applies them. The fits are small, and take tenths of a second.
/// </summary>
internal sealed record FitSettings
{
    public const string Action = "Action";
    public const string ActionText = "ActionText";
    public const string ActionNumber = "ActionNumber";
    public const string ActionVector = "ActionVector";

    public int? Seed { get; init; } = 1;

    public int Epochs { get; init; } = 2;

    public int BatchSize { get; init; } = 64;

    public double? MaximumGradientNorm { get; init; }

    public double ValidationFraction { get; init; } = 0.2;

    public string Features { get; init; } = "Features";

    public string Group { get; init; } = "GroupId";

    public string? Weight { get; init; }

    /// <summary>Whether a policy chooses from the eligible actions of a row.</summary>
    public bool HasEligibleActions { get; init; }

    /// <summary>Whether each row is a candidate of a request, as in <c>CandidateLog</c>.</summary>
    public bool HasCandidates { get; init; }

    public string Request { get; init; } = "Request";

    public string? Position { get; init; }

    public int? NumberOfThreads { get; init; }

    public IProgress<TrainingProgress>? Progress { get; init; }

    public string? TensorBoardDirectory { get; init; }

    public string? CheckpointDirectory { get; init; }

    public string? CacheDirectory { get; init; }

    public int? MaximumMemory { get; init; }

    public CancellationToken CancellationToken { get; init; }

    public Communicator? Communicator { get; init; }

    public TscacRankingTrainer.Options ToTscac(string action, PolicyImprovement improvement = PolicyImprovement.Exact, string? actionFeatures = null) =>
        With(new TscacRankingTrainer.Options
        {
            ActionColumnName = action,
            ActionFeatureColumnName = actionFeatures,
            PolicyImprovement = improvement,
            AuxiliaryResponses = [new("Click") { DiscountFactor = 0.5 }],
            NumberOfStageOneEpochs = Epochs,
            NumberOfStageTwoEpochs = Epochs,
        });

    public ActorCriticRankingTrainer.Options ToActorCritic(string action, ConstraintHandling handling = ConstraintHandling.WeightedSum,
        CriticStructure? critics = null, ActorCriticAlgorithm? algorithm = null, double mainWeight = 1) => With(new ActorCriticRankingTrainer.Options
        {
            ActionColumnName = action,
            Algorithm = algorithm,
            ConstraintHandling = handling,
            CriticStructure = critics,
            MainWeight = mainWeight,
            Responses = [new("Click") { LowerBound = handling == ConstraintHandling.Rcpo ? 3 : null }],
            NumberOfEpochs = Epochs,
        });

    public MultiTaskRankingTrainer.Options ToMultiTask(MultiTaskBackbone backbone) => With(new MultiTaskRankingTrainer.Options
    {
        Tasks = [new("Click"), new("Label") { ScoreWeight = 0.5 }],
        CategoricalColumnNames = ["Action", "Tags"],
        Backbone = backbone,
        NumberOfEpochs = Epochs,
    });

    public RmtlRankingTrainer.Options ToRmtl(MultiTaskBackbone backbone, FineTuningObjective objective = FineTuningObjective.WeightedLoss) =>
        With(new RmtlRankingTrainer.Options
        {
            Tasks = [new("Click"), new("Label") { ScoreWeight = 0.5 }],
            CategoricalColumnNames = ["Action", "Tags"],
            Backbone = backbone,
            FineTuning = objective,
            NumberOfEpochs = Epochs,
            NumberOfCriticEpochs = Epochs,
            NumberOfFineTuningEpochs = Epochs,
            // A critic of fewer units can give all rows the same value, which is refused.
            CriticBottomUnits = [16],
            CriticTowerUnits = [16],
        });

    public RewardWeightedRankingTrainer.Options ToRewardWeighted(string action, PolicyNetwork network, string? actionFeatures = null) =>
        With(new RewardWeightedRankingTrainer.Options
        {
            ActionColumnName = action,
            ActionFeatureColumnName = actionFeatures,
            Network = network,
            Responses = [new("Click") { Weight = 0.5 }],
            NumberOfEpochs = Epochs,
        });

    public BehaviorCloningTrainer.Options ToBehaviorCloning(string action) => With(new BehaviorCloningTrainer.Options
    {
        ActionColumnName = action,
        NumberOfEpochs = Epochs,
    });

    private TOptions With<TOptions>(TOptions options)
        where TOptions : ReinforcementRankingOptions
    {
        options.BatchSize = BatchSize;
        options.MaximumGradientNorm = MaximumGradientNorm;
        options.FeatureColumnName = Features;
        options.RowGroupColumnName = Group;
        options.ExampleWeightColumnName = Weight;
        options.ValidationFraction = ValidationFraction;
        options.Seed = Seed;
        options.NumberOfThreads = NumberOfThreads;
        options.Progress = Progress;
        options.TensorBoardDirectory = TensorBoardDirectory;
        options.CheckpointDirectory = CheckpointDirectory;
        options.CacheDirectory = CacheDirectory;
        options.MaximumMemory = MaximumMemory;
        options.CancellationToken = CancellationToken;
        options.Communicator = Communicator;
        if (options is ActionOptions actions)
            actions.HiddenUnits = [8];
        if (HasCandidates && options is ActionOptions candidates)
            OfCandidates(candidates);
        else if (options is ActionOptions { ActionColumnName: not ActionVector } choices)
            (choices.EmbeddingDimension, choices.EligibleActionColumnName) = (4, HasEligibleActions ? EligibleColumnOf(choices.ActionColumnName) : null);
        if (options is MultiTaskOptions tasks)
            tasks.EmbeddingDimension = 4;
        return options;
    }

    private static string EligibleColumnOf(string action) => action.Replace(Action, "Eligible", StringComparison.Ordinal);

    private void OfCandidates(ActionOptions options)
    {
        options.ActionColumnName = Action;
        options.ActionFeatureColumnName = null;
        options.RequestColumnName = Request;
        options.ChosenColumnName = "Chosen";
        options.PositionColumnName = Position;
    }
}
