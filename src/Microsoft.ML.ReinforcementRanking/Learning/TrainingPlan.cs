using Microsoft.ML.Trainers.ReinforcementRanking.Models;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>What a trainer does: its stages in order, and the model that is made of what they learned.</summary>
internal sealed class TrainingPlan
{
    private readonly List<PlannedStage> _stages = [];
    private Func<ModelHead>? _build;

    public IReadOnlyList<PlannedStage> Stages => _stages;

    /// <summary>Adds a stage.</summary>
    /// <param name="name">In the training history.</param>
    /// <param name="maximumEpochs">Early stopping may end it before.</param>
    /// <param name="create">Makes the learner when the stage's turn comes, so that it may use what stages before have learned.</param>
    /// <param name="finish">Called with the learner at its best epoch.</param>
    /// <param name="start">How it begins; null for <see cref="StageStart.Fresh"/>.</param>
    /// <returns>The stage, whose learner later stages and the model use.</returns>
    public PlannedStage<TLearner> Add<TLearner>(string name, int maximumEpochs, Func<TLearner> create, Action<TLearner>? finish = null,
        StageStart? start = null)
        where TLearner : Learner
    {
        var stage = new PlannedStage<TLearner>(name, maximumEpochs, create, finish, start ?? StageStart.Fresh);
        _stages.Add(stage);
        return stage;
    }

    /// <summary>Says what model the plan ends with.</summary>
    public TrainingPlan EndWith(Func<ModelHead> build)
    {
        _build = build;
        return this;
    }

    /// <summary>The model, after all stages.</summary>
    public ModelHead Build() => _build is { } build ? build() : throw new InvalidOperationException("The plan does not say what model it ends with.");
}

/// <summary>A stage of a <see cref="TrainingPlan"/>.</summary>
internal abstract class PlannedStage
{
    /// <summary>Trains in a run.</summary>
    public abstract void Train(TrainingRun run);
}

/// <summary>A stage with its learner.</summary>
internal sealed class PlannedStage<TLearner>(string name, int maximumEpochs, Func<TLearner> create, Action<TLearner>? finish, StageStart start) : PlannedStage
    where TLearner : Learner
{
    private TLearner? _learner;

    /// <summary>At its best epoch.</summary>
    /// <exception cref="InvalidOperationException">The stage has not been trained yet.</exception>
    public TLearner Learner => _learner ?? throw new InvalidOperationException($"Stage '{name}' has not been trained yet.");

    public override void Train(TrainingRun run)
    {
        _learner = run.Train(name, create(), maximumEpochs, start);
        finish?.Invoke(_learner);
    }
}

/// <summary>How a stage begins.</summary>
internal sealed record StageStart
{
    /// <summary>Untrained, with the randomness that the stages before have left.</summary>
    public static readonly StageStart Fresh = new();

    /// <summary>Whether the learner comes trained: then it is the incumbent, which the first epoch must beat, and a model to return when canceled.</summary>
    public bool IsTrained { get; init; }

    /// <summary>
    /// A number that, together with the seed, fixes order of rows and dropout of the stage, whatever ran before it; null where the number of the stage does.
    /// </summary>
    public int? Stream { get; init; }
}
