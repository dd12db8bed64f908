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
    private readonly TaskCritics _critics;
    private readonly TargetModule<PlannedModule> _target;
    private readonly AdamWOptimizer _optimizer;
    private readonly float[][] _predictions;
    private readonly FlatLoss _flatness = new();

    // The network is frozen, so what it says of the held-out rows, and what that earns, is the same in every epoch.
    private (float[][] Predictions, double[][] Returns)? _heldOut;

    public TaskCriticLearner(TaskCriticLearning learning, TaskNetwork actor, TaskCritics critics, PlannedModule targetCopy)
    {
        _learning = learning;
        _actor = actor;
        _critics = critics;
        _target = new(critics.Module, targetCopy);
        _optimizer = new(critics.Module.parameters(), learning.LearningRate, learning.WeightDecay);
        _predictions = actor.PredictAll(learning.Training);
    }

    protected override IReadOnlyList<nn.Module> Modules => [_critics.Module];

    public override StepLosses Step(TransitionBatch batch)
    {
        var actions = Explore(PredictionsOf(batch, _predictions));
        var targets = Targets(batch, actions);
        var errors = (TaskCritics.Evaluate(_critics.Module, batch, actions) - targets).Squared();
        var perTask = TaskLosses.MeanPerTask(errors, batch.Weights);
        var loss = _optimizer.Descend(perTask.sum());
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
        var fits = CriticFit.Of(heldOut, _actor.Tasks, _critics, predictions, returns);
        var metrics = fits.SelectMany(fit => new[] { KeyValuePair.Create($"{fit.Task} r2", fit.Explained), KeyValuePair.Create($"{fit.Task} correlation", fit.Correlation) });
        return new(fits.Select(fit => fit.Explained).Where(double.IsFinite).DefaultIfEmpty().Average(), metrics.Where(metric => double.IsFinite(metric.Value)).ToDictionary());
    }

    public override bool HasConverged(IReadOnlyDictionary<string, double> losses) => _flatness.Add(losses["temporal difference"]);

    protected override void Dispose(bool disposing)
    {
        _target.Dispose();
        _optimizer.Dispose();
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
        var noisy = predictions.Plus(randn_like(predictions).Times(_learning.ActionNoise));
        return where(_actor.IsBinary, noisy.Between(0, 1), noisy);
    }

    /// <summary>In units of the scales.</summary>
    private Tensor Targets(TransitionBatch batch, Tensor actions)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var next = batch.Next();
        var nextValues = TaskCritics.Evaluate(_target.Module, next, PredictionsOf(next, _predictions));
        var rewards = TaskLosses.Rewards(actions, _actor.Targets(batch, _learning.Training), _actor.IsBinary) / _critics.ScaleRow;
        return rewards.Plus(batch.Continues().unsqueeze(1).Times(_learning.Discount) * nextValues).MoveToOuterDisposeScope();
    }
}
