using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.ActorCritic;

/// <summary>
/// Trains critics and a policy in turn on each batch (docs/equations-tscac.md (22), (28)). Each batch is a gradient step of every critic, a step of the
/// policy on its loss or along the shortest combination of its losses' gradients, and an update of the multipliers.
/// </summary>
internal sealed class ActorCriticLearner : Learner
{
    private readonly Actor _actor;
    private readonly ActorCriticOptions _options;
    private readonly Parameter[] _parameters;
    private double[] _weights;
    private double _loss;
    private int _steps;

    /// <param name="actor">The policy.</param>
    /// <param name="critics">The critics that are trained beside it.</param>
    /// <param name="options">The options of the policy's training.</param>
    public ActorCriticLearner(Actor actor, IReadOnlyList<CriticLearner> critics, ActorCriticOptions options)
    {
        (_actor, Critics, _options) = (actor, critics, options);
        _parameters = [.. actor.Parameters];
        Optimize(_parameters, options.LearningRate, options.WeightDecay);
        _weights = [.. options.Objectives.Select(_ => 1.0 / options.Objectives.Count)];
    }

    public IReadOnlyList<CriticLearner> Critics { get; }

    protected override IReadOnlyList<NetworkModule> Modules => [_actor.Module];

    protected override IReadOnlyList<Learner> Parts => Critics;

    public override StepLosses Step(TransitionBatch batch)
    {
        var error = Critics.Select(critic => critic.Step(batch).Loss).DefaultIfEmpty().Average();
        if (++_steps % _actor.Delay == 0)
            ActorStep(batch);
        var weights = _weights.Length == 1 ? [] : _options.Objectives.Zip(_weights, (name, weight) => ($"weight {name}", weight));
        return new("temporal difference", error, [("policy", _loss), .. weights, .. _options.Multipliers?.Report ?? []]);
    }

    /// <summary>Reports metrics without comparing epochs, because targets change with the policy and the weights. The last epoch is kept.</summary>
    public override Assessment Assess(LogRows heldOut)
    {
        var errors = Critics.SelectMany(critic => critic.Assess(heldOut).Metrics.Select(metric => metric with { Of = critic.Learned.Name }));
        return new(null, [.. errors, .. _options.Estimates.Of(heldOut)]);
    }

    protected override void VisitOwn(StateArchive archive)
    {
        _actor.Visit(archive);
        archive.Visit(_weights.AsSpan());
        archive.Visit(ref _loss);
        archive.Visit(ref _steps);
        _options.Multipliers?.Visit(archive);
    }

    protected override void Dispose(bool disposing)
    {
        _actor.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Makes a gradient step of the policy. The critics are evaluated without dropout.</summary>
    private void ActorStep(TransitionBatch batch)
    {
        foreach (var critic in Critics)
            critic.SetTraining(false);
        var losses = _actor.Losses(batch);
        _weights = CombineObjectives(losses);
        _loss = Descend(losses.Zip(_weights, TensorArithmetic.Times).Sum());
        _actor.UpdateLagged();
        _options.Multipliers?.Update(batch);
        foreach (var critic in Critics)
            critic.SetTraining(true);
    }

    private double[] CombineObjectives(IReadOnlyList<Tensor> losses)
    {
        if (losses.Count == 1)
            return [1];
        var gradients = JointBatch.Sum(stack(losses.Select(
            loss => cat([.. autograd.grad([loss], _parameters, retain_graph: true).Select(gradient => gradient.flatten())])))).to_type(ScalarType.Float64);
        var products = gradients.matmul(gradients.t()).cpu().data<double>().ToArray();
        var square = new double[losses.Count, losses.Count];
        Buffer.BlockCopy(products, 0, square, 0, products.Length * sizeof(double));
        return MinimumNorm.Weights(square);
    }
}

/// <summary>Contains the options of a policy that is trained beside its critics.</summary>
/// <param name="LearningRate">The learning rate of AdamW.</param>
/// <param name="WeightDecay">The weight decay of AdamW.</param>
/// <param name="Objectives">The names of the actor's objectives. If there are several, they are reported with their weights.</param>
/// <param name="Multipliers">The multipliers of constraints, or null if the weights are constant.</param>
/// <param name="Estimates">The estimates of the policy on held-out rows.</param>
internal sealed record ActorCriticOptions(
    double LearningRate,
    double WeightDecay,
    IReadOnlyList<string> Objectives,
    Multipliers? Multipliers,
    PolicyEstimates Estimates);
