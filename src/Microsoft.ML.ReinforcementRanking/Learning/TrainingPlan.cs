using Microsoft.ML.Trainers.ReinforcementRanking.Models;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>Represents the work of a trainer: its stages in order, and the model that is built from their results.</summary>
internal sealed class TrainingPlan
{
    private readonly List<PlannedStage> _stages = [];
    private Func<ModelHead>? _build;

    public IReadOnlyList<PlannedStage> Stages => _stages;

    /// <summary>Adds a stage.</summary>
    /// <param name="name">The name of the stage in the training history.</param>
    /// <param name="maximumEpochs">The maximum number of epochs. Early stopping may end the stage before.</param>
    /// <param name="create">Creates the learner when the stage begins, so that it can use the results of earlier stages.</param>
    /// <param name="finish">A function that is called with the learner at its best epoch.</param>
    /// <param name="start">The start of the stage, or null for <see cref="StageStart.Fresh"/>.</param>
    /// <returns>The stage, whose learner later stages and the model use.</returns>
    public PlannedStage<TLearner> Add<TLearner>(string name, int maximumEpochs, Func<TLearner> create, Action<TLearner>? finish = null,
        StageStart? start = null)
        where TLearner : Learner
    {
        var stage = new PlannedStage<TLearner>(name, maximumEpochs, create, finish, start ?? StageStart.Fresh);
        _stages.Add(stage);
        return stage;
    }

    /// <summary>Sets the function that builds the model after all stages.</summary>
    public TrainingPlan EndWith(Func<ModelHead> build)
    {
        _build = build;
        return this;
    }

    /// <summary>Builds the model after all stages.</summary>
    public ModelHead Build() => _build is { } build ? build() : throw new InvalidOperationException("The plan has no model that it ends with.");
}

/// <summary>Represents a stage of a <see cref="TrainingPlan"/>.</summary>
internal abstract class PlannedStage
{
    /// <summary>Trains the stage in a run.</summary>
    public abstract void Train(TrainingRun run);
}

/// <summary>Represents a stage with its learner.</summary>
internal sealed class PlannedStage<TLearner>(string name, int maximumEpochs, Func<TLearner> create, Action<TLearner>? finish, StageStart start) : PlannedStage
    where TLearner : Learner
{
    private TLearner? _learner;

    /// <summary>Gets the learner at its best epoch.</summary>
    /// <exception cref="InvalidOperationException">The stage has not been trained yet.</exception>
    public TLearner Learner => _learner ?? throw new InvalidOperationException($"Stage '{name}' has not been trained yet.");

    public override void Train(TrainingRun run)
    {
        _learner = run.Train(name, create(), maximumEpochs, start);
        finish?.Invoke(_learner);
    }
}

/// <summary>Describes how a stage starts.</summary>
internal sealed record StageStart
{
    /// <summary>A start with an untrained learner and the random numbers of the stage's own number.</summary>
    public static readonly StageStart Fresh = new();

    /// <summary>
    /// Gets whether the learner is already trained. In that case the first epoch must improve on it, and it is the model to return if training is canceled.
    /// </summary>
    public bool IsTrained { get; init; }

    /// <summary>
    /// Gets a number that, together with the seed, determines the order of rows and the dropout of the stage, independently of earlier stages. If it is
    /// null, the number of the stage determines them.
    /// </summary>
    public int? Stream { get; init; }
}
