using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;

/// <summary>
/// Regresses <c>Q_k(s, a_k)</c> on <c>r_k(a_k) + γ · continues · Q'_k(s', a'_k)</c> (docs/equations-rmtl.md (8), (9)): actions are the frozen network's
/// predictions with a little noise, next actions the same without.
/// </summary>
internal sealed class TaskCriticLearner : Learner
{
    private readonly TaskCriticLearning _learning;
    private readonly TaskNetwork _actor;
    private readonly TargetModule<PlannedModule> _target;
    private readonly float[][] _predictions;
    private readonly FlatLoss _flatness = new();

    // The network is frozen, so what it says of the held-out rows, and what that earns, is the same in every epoch.
    private (float[][] Predictions, double[][] Returns)? _heldOut;

    public TaskCriticLearner(TaskCriticLearning learning, TaskNetwork actor, TaskCritics critics, PlannedModule targetCopy)
    {
        _learning = learning;
        _actor = actor;
        Critics = critics;
        _target = new(critics.Module, targetCopy);
        Optimize(critics.Module.parameters(), learning.LearningRate, learning.WeightDecay);
        _predictions = actor.PredictAll(learning.Training);
    }

    public TaskCritics Critics { get; }

    protected override IReadOnlyList<nn.Module> Modules => [Critics.Module];

    public override StepLosses Step(TransitionBatch batch)
    {
        var actions = Explore(PredictionsOf(batch, _predictions));
        var targets = Targets(batch, actions);
        var errors = (TaskCritics.Evaluate(Critics.Module, batch, actions) - targets).Squared();
        var perTask = TaskLosses.MeanPerTask(errors, batch.Weights);
        var loss = Descend(perTask.sum());
        _target.Follow(_learning.TargetUpdateRate);
        return new("temporal difference", loss);
    }

    /// <summary>
    /// Epochs are compared by how much of the held-out sessions' returns the values explain. Temporal differences would not do: they are small while values are
    /// still those of the first step, and go on falling when the critics memorize the training sessions.
    /// </summary>
    public override Assessment Assess(LogRows heldOut)
    {
        var (predictions, returns) = _heldOut ??= Judge(heldOut);
        var fits = CriticFit.Of(heldOut, _actor.Tasks, Critics, predictions, returns);
        var metrics = fits.SelectMany(fit => new Metric[] { new(MetricKind.ExplainedShare, fit.Explained, fit.Task), new(MetricKind.Correlation, fit.Correlation, fit.Task) });
        return new(fits.Select(fit => fit.Explained).Where(double.IsFinite).DefaultIfEmpty().Average(), [.. metrics.Where(metric => double.IsFinite(metric.Value))]);
    }

    public override bool HasConverged(double loss) => _flatness.Add(loss);

    protected override void Dispose(bool disposing)
    {
        _target.Dispose();
        base.Dispose(disposing);
    }

    private (float[][] Predictions, double[][] Returns) Judge(LogRows log)
    {
        var predictions = _actor.PredictAll(log);
        return (predictions, CriticFit.Returns(log, _actor, predictions, _learning.Discount));
    }

    private static Tensor PredictionsOf(TransitionBatch batch, float[][] predictions) => stack(predictions.Select(batch.Column), 1);

    private Tensor Explore(Tensor predictions)
    {
        if (_learning.ActionNoise == 0)
            return predictions;
        var noisy = predictions.Plus(RandomSource.Current.NormalLike(predictions).Times(_learning.ActionNoise));
        return where(_actor.IsBinary, noisy.Between(0, 1), noisy);
    }

    /// <summary>In units of the scales.</summary>
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

/// <summary>How critics of tasks are trained.</summary>
/// <param name="Training">The training rows.</param>
/// <param name="Discount">γ.</param>
/// <param name="LearningRate">Of AdamW.</param>
/// <param name="WeightDecay">Of AdamW.</param>
/// <param name="TargetUpdateRate">Polyak rate of the target network.</param>
/// <param name="ActionNoise">Standard deviation of the noise on the predictions that are judged.</param>
internal sealed record TaskCriticLearning(LogRows Training, double Discount, double LearningRate, double WeightDecay, double TargetUpdateRate, double ActionNoise);
