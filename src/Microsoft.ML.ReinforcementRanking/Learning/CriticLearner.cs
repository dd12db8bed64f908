using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>
/// Regresses Q(s, a) of one reward on <c>r + γ V(s')</c> (docs/equations-tscac.md (3)), by independently initialized networks whose lagged copies give V. What V is depends
/// on the kind of action; all else is the same for a catalog and for continuous actions. No parameter is shared with the critic of another reward.
/// </summary>
/// <param name="options">The reward and its training.</param>
/// <param name="estimates">Of the policy on held-out rows, to be reported; null where the policy is not an end in itself.</param>
internal abstract class CriticLearner(CriticOptions options, PolicyEstimates? estimates) : Learner
{
    private TargetModule<nn.Module>[] _targets = [];
    private double? _explainedShare;

    /// <summary>What the critic learns.</summary>
    public LearnedReward Learned => options.Learned;

    /// <summary>Standard deviation of Q(s, ·) under the behavior policy, in standardized returns: the unit of constraint strengths and temperatures.</summary>
    public abstract double AdvantageDeviation { get; protected set; }

    public override StepLosses Step(TransitionBatch batch)
    {
        var targets = Targets(batch, isTraining: true);
        var losses = Values(batch).Select((values, member) => Losses.SquaredError(values, targets[member % targets.Length], batch.Weights)).ToArray();
        var loss = Descend(stack(losses).sum()) / losses.Length;
        foreach (var target in _targets)
            target.Follow(options.TargetUpdateRate);
        return new("temporal difference", loss);
    }

    /// <summary>Epochs are compared by the critic's error; what its policy would earn is reported beside it.</summary>
    public override Assessment Assess(LogRows heldOut)
    {
        var error = HeldOutError.Of(heldOut, options.Device, batch => (stack(Values(batch)).mean([0]), stack(Targets(batch, isTraining: false)).mean([0])));
        if (!double.IsNaN(error.ExplainedShare))
            _explainedShare = Math.Max(_explainedShare ?? double.NegativeInfinity, error.ExplainedShare);
        double? value = options.ComparesEpochs ? -error.MeanSquare : null;
        if (estimates is null)
            return new(value, error.Metrics);
        MeasureAdvantageDeviation();
        return new(value, [.. error.Metrics, .. estimates.Of(heldOut)]);
    }

    /// <summary>Measures <see cref="AdvantageDeviation"/> on (about 4,096 of) the training rows.</summary>
    public void MeasureAdvantageDeviation()
    {
        using var noGrad = no_grad();
        var sample = options.Training.Sample(4096);
        double variance = 0;
        foreach (var rows in sample.Chunk(512))
        {
            using var scope = NewDisposeScope();
            variance += rows.Length * AdvantageVariance(new TransitionBatch(options.Training.Data, rows, options.Device).States);
        }
        AdvantageDeviation = Math.Max(Math.Sqrt(variance / sample.Length), 1e-6);
    }

    /// <summary>
    /// What follows the last epoch: the advantage's deviation is measured, and the user is told where the critic explains nothing of the held-out sessions. Such a
    /// critic steers by noise; it is no error, since its response may be rare.
    /// </summary>
    public void Finish(TrainingRun run)
    {
        MeasureAdvantageDeviation();
        if (_explainedShare is { } share && share <= 0)
        {
            var remedy = Learned.DiscountFactor > 0 ? "lower its discount factor (0 values a row's own response alone), " : "";
            run.Warn("critic", $"The critic of '{Learned.Name}' explains nothing of the held-out sessions (R² {share:G3}). A policy that follows it follows noise: " +
                $"give the state features that predict the response, use more sessions, {remedy}or leave the response out.");
        }
    }

    /// <summary>To be called once, with the networks: they get an optimizer and, where the future counts, lagged copies, which are returned.</summary>
    protected TNetwork[] Begin<TNetwork>(IReadOnlyList<TNetwork> members, Func<TNetwork, TNetwork> newOfSameShape)
        where TNetwork : nn.Module
    {
        TNetwork[] copies = Learned.DiscountFactor == 0 ? [] : [.. members.Select(newOfSameShape)];
        _targets = [.. members.Zip(copies, (member, copy) => new TargetModule<nn.Module>(member, copy))];
        Optimize(members.SelectMany(member => member.parameters()), options.LearningRate, options.WeightDecay);
        return copies;
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var target in _targets)
            target.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Q of each row's own action, standardized: [rows] per network.</summary>
    protected abstract Tensor[] Values(TransitionBatch batch);

    /// <summary>V of each row's next state by the lagged copies, standardized: [rows] per network, or [rows] once for all of them.</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="isTraining">Whether this is a step, which may track what it sees.</param>
    protected abstract IEnumerable<Tensor> NextValues(TransitionBatch batch, bool isTraining);

    /// <summary>Mean over states of the variance of Q under the behavior policy.</summary>
    protected abstract double AdvantageVariance(Tensor states);

    /// <summary>Standardized targets, as many as <see cref="NextValues"/>.</summary>
    private Tensor[] Targets(TransitionBatch batch, bool isTraining)
    {
        using var noGrad = no_grad();
        var (mean, deviation) = (Learned.Scale.Mean, Learned.Scale.Deviation);
        var reward = Learned.Reward.Of(batch);
        if (Learned.DiscountFactor == 0)
            return [reward.Minus(mean).Over(deviation)];
        var continues = batch.Continues();
        return [.. NextValues(batch, isTraining).Select(value => Losses.DiscountedTarget(reward, value.Times(deviation).Plus(mean), continues, Learned.DiscountFactor).Minus(mean).Over(deviation))];
    }
}

/// <summary>What a critic needs to know of its reward and of its training.</summary>
/// <param name="Training">The training rows.</param>
/// <param name="Learned">What the critic learns.</param>
/// <param name="LearningRate">Of AdamW.</param>
/// <param name="WeightDecay">Of AdamW.</param>
/// <param name="TargetUpdateRate">Polyak rate of the lagged copies.</param>
/// <param name="Device">Where the networks live.</param>
internal sealed record CriticOptions(LogRows Training, LearnedReward Learned, double LearningRate, double WeightDecay, double TargetUpdateRate, Device Device)
{
    /// <summary>
    /// Whether epochs are compared by their held-out error. Not where a fixed policy is valued with a discount: targets of an early epoch do not reach far into a
    /// session, so they are easier to predict, and the error would choose values that have hardly left the logged mean. Default true.
    /// </summary>
    public bool ComparesEpochs { get; init; } = true;
}
