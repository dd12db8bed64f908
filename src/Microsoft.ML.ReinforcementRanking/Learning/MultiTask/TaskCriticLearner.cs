using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;

/// <summary>
/// Trains <c>Q_k(s, a_k)</c> by regression on <c>r_k(a_k) + γ · continues · Q'_k(s', a'_k)</c> (docs/equations-rmtl.md (8), (9)). The actions are the
/// frozen network's predictions with a little noise, and the next actions are its predictions without noise.
/// </summary>
internal sealed class TaskCriticLearner : Learner
{
    private readonly TaskCriticLearning _learning;
    private readonly TaskNetwork _actor;
    private readonly TargetModule<PlannedModule> _target;
    private readonly Column<float>[] _predictions;
    private readonly FlatLoss _flatness = new();

    // The network is frozen, so its predictions on the held-out rows, and their returns, are the same in every epoch.
    private (Column<float>[] Predictions, Column<double>[] Returns)? _heldOut;

    public TaskCriticLearner(TaskCriticLearning learning, TaskNetwork actor, TaskCritics critics, PlannedModule targetCopy)
    {
        _learning = learning;
        _actor = actor;
        Critics = critics;
        _target = new(critics.Module, targetCopy);
        Optimize(critics.Module.AllParameters(), learning.LearningRate, learning.WeightDecay);
        _predictions = actor.PredictAll(learning.Training);
    }

    public TaskCritics Critics { get; }

    protected override IReadOnlyList<NetworkModule> Modules => [Critics.Module];

    public override StepLosses Step(TransitionBatch batch)
    {
        var actions = AddNoise(PredictionsOf(batch, _predictions));
        var targets = Targets(batch, actions);
        var errors = (TaskCritics.Evaluate(Critics.Module, batch, actions) - targets).Squared();
        var perTask = TaskLosses.MeanPerTask(errors, batch.Weights);
        var loss = Descend(perTask.sum());
        _target.Follow(_learning.TargetUpdateRate);
        return new("temporal difference", loss);
    }

    /// <summary>
    /// Compares epochs by the share of the held-out sessions' returns that the values explain. Temporal differences are not suitable: they are small
    /// while values are still close to their initial values, and they continue to fall while the critics overfit the training sessions.
    /// </summary>
    public override Assessment Assess(LogRows heldOut)
    {
        var (predictions, returns) = _heldOut ??= Measure(heldOut);
        var fits = CriticFit.Of(heldOut, _actor.Tasks, Critics, predictions, returns);
        static Metric[] MetricsOf(CriticFit fit)
            => [new(MetricKind.ExplainedShare, fit.Explained, fit.Task), new(MetricKind.Correlation, fit.Correlation, fit.Task)];
        return new(fits.Select(fit => fit.Explained).Where(double.IsFinite).DefaultIfEmpty().Average(),
            [.. fits.SelectMany(MetricsOf).Where(metric => double.IsFinite(metric.Value))]);
    }

    public override bool HasConverged(double loss) => _flatness.Add(loss);

    protected override void VisitOwn(StateArchive archive)
    {
        _target.Visit(archive);
        _flatness.Visit(archive);
    }

    protected override void Dispose(bool disposing)
    {
        _target.Dispose();
        base.Dispose(disposing);
    }

    private (Column<float>[] Predictions, Column<double>[] Returns) Measure(LogRows log)
    {
        var predictions = _actor.PredictAll(log);
        return (predictions, CriticFit.Returns(log, _actor, predictions, _learning.Discount));
    }

    private static Tensor PredictionsOf(TransitionBatch batch, Column<float>[] predictions) => stack(predictions.Select(batch.Column), 1);

    private Tensor AddNoise(Tensor predictions)
    {
        if (_learning.ActionNoise == 0)
            return predictions;
        var noisy = predictions.Plus(RandomSource.Current.NormalLike(predictions).Times(_learning.ActionNoise));
        return where(_actor.IsBinary, noisy.Between(0, 1), noisy);
    }

    /// <summary>Computes the targets in units of the scales.</summary>
    private Tensor Targets(TransitionBatch batch, Tensor actions)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var next = batch.Next();
        var nextValues = TaskCritics.Evaluate(_target.Module, next, PredictionsOf(next, _predictions));
        var rewards = TaskLosses.Rewards(actions, _actor.Targets(batch, _learning.Training), _actor.IsBinary) / Critics.ScaleRow;
        return rewards.Plus(batch.Continues().unsqueeze(1).Times(_learning.Discount) * nextValues).MoveToOuterDisposeScope();
    }
}

/// <summary>Contains the options of the training of tasks' critics.</summary>
/// <param name="Training">The training rows.</param>
/// <param name="Discount">The discount factor γ.</param>
/// <param name="LearningRate">The learning rate of AdamW.</param>
/// <param name="WeightDecay">The weight decay of AdamW.</param>
/// <param name="TargetUpdateRate">The Polyak rate of the target network.</param>
/// <param name="ActionNoise">The standard deviation of the noise that is added to the predictions.</param>
internal sealed record TaskCriticLearning(
    LogRows Training, double Discount, double LearningRate, double WeightDecay, double TargetUpdateRate, double ActionNoise);
