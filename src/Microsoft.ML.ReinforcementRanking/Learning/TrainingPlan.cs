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

    /// <summary>
    /// Adds stages whose learners are trained together, on shared batches. Each of them has its own best epoch, and ends when it stops improving.
    /// </summary>
    /// <param name="names">The names of the stages in the training history.</param>
    /// <param name="maximumEpochs">The maximum number of epochs.</param>
    /// <param name="create">Creates the learners, in the order of the names, when the stages begin.</param>
    /// <param name="group">Creates the group that trains them.</param>
    /// <param name="finish">A function that is called with each learner at its best epoch.</param>
    /// <returns>The stages, whose learners later stages and the model use.</returns>
    public PlannedGroup<TLearner> AddTogether<TLearner>(IReadOnlyList<string> names, int maximumEpochs, Func<IReadOnlyList<TLearner>> create,
        Func<IReadOnlyList<TLearner>, ILearnerGroup> group, Action<TLearner> finish)
        where TLearner : Learner
    {
        var stages = new PlannedGroup<TLearner>(names, maximumEpochs, create, group, finish);
        _stages.Add(stages);
        return stages;
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

/// <summary>Represents a stage of a <see cref="TrainingPlan"/>, or several stages that are trained together.</summary>
internal abstract class PlannedStage
{
    /// <summary>Gets the names of the stages, at least one.</summary>
    public abstract IReadOnlyList<string> Names { get; }

    /// <summary>Trains the stage in a run.</summary>
    public abstract void Train(TrainingRun run);
}

/// <summary>Represents a stage with its learner.</summary>
internal sealed class PlannedStage<TLearner>(string name, int maximumEpochs, Func<TLearner> create, Action<TLearner>? finish, StageStart start) : PlannedStage
    where TLearner : Learner
{
    private TLearner? _learner;

    public override IReadOnlyList<string> Names => [name];

    /// <summary>Gets the learner at its best epoch.</summary>
    /// <exception cref="InvalidOperationException">The stage has not been trained yet.</exception>
    public TLearner Learner => _learner ?? throw new InvalidOperationException($"Stage '{name}' has not been trained yet.");

    public override void Train(TrainingRun run)
    {
        _learner = create();
        run.Train(Names, [_learner], maximumEpochs, start, newGroup: null);
        finish?.Invoke(_learner);
    }
}

/// <summary>Represents stages that are trained together, with their learners.</summary>
internal sealed class PlannedGroup<TLearner>(IReadOnlyList<string> names, int maximumEpochs, Func<IReadOnlyList<TLearner>> create,
    Func<IReadOnlyList<TLearner>, ILearnerGroup> group, Action<TLearner> finish) : PlannedStage
    where TLearner : Learner
{
    private IReadOnlyList<TLearner>? _learners;

    public override IReadOnlyList<string> Names => names;

    /// <summary>Gets the learners at their best epochs.</summary>
    /// <exception cref="InvalidOperationException">The stages have not been trained yet.</exception>
    public IReadOnlyList<TLearner> Learners
        => _learners ?? throw new InvalidOperationException($"Stage '{names[0]}' has not been trained yet.");

    public override void Train(TrainingRun run)
    {
        _learners = create();
        run.Train(names, _learners, maximumEpochs, StageStart.Fresh, () => group(_learners));
        foreach (var learner in _learners)
            finish(learner);
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
