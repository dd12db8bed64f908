using System.Globalization;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>
/// Trains Q(s, a) of one reward by regression on <c>r + γ V(s')</c> (docs/equations-tscac.md (3)). The networks are initialized independently, and their
/// lagged copies give V. The definition of V depends on the kind of action, and everything else is the same for a catalog and for continuous actions. No
/// parameter is shared with the critic of another reward.
/// </summary>
/// <param name="options">The reward and the options of its training.</param>
/// <param name="estimates">The estimates of the policy on held-out rows, or null if the policy is not a result of the fit.</param>
internal abstract class CriticLearner(CriticOptions options, PolicyEstimates? estimates) : Learner
{
    private TargetModule<NetworkModule>[] _targets = [];
    private double? _explainedShare;

    /// <summary>Gets the description of what the critic learns.</summary>
    public LearnedReward Learned => options.Learned;

    /// <summary>
    /// Gets the standard deviation of Q(s, ·) under the behavior policy, in standardized returns. It is the unit of constraint strengths and temperatures.
    /// </summary>
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

    /// <summary>Compares epochs by the critic's error, and reports the estimated values of its policy.</summary>
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

    /// <summary>Measures <see cref="AdvantageDeviation"/> on about 4,096 of the training rows.</summary>
    public void MeasureAdvantageDeviation()
    {
        using var noGrad = no_grad();
        var sample = options.Training.Sample(4096);
        double variance = 0;
        foreach (var rows in sample.Chunk(2048))
        {
            using var scope = NewDisposeScope();
            variance += rows.Length * AdvantageVariance(new(options.Training.Data, rows, options.Device));
        }
        AdvantageDeviation = Math.Max(Math.Sqrt(variance / sample.Length), 1e-6);
    }

    /// <summary>
    /// Completes the training after the last epoch. The method measures the advantage deviation, and warns if the critic explains nothing of the held-out
    /// sessions. Such a critic is not an error, because its response may be rare, but policies that use it follow noise, and values that a given policy
    /// is evaluated with are of no use.
    /// </summary>
    public void Finish(TrainingRun run)
    {
        MeasureAdvantageDeviation();
        if (_explainedShare is { } share && share <= 0)
            run.Warn("critic", options.EvaluatesGivenPolicy ? DescribeWeakValues(share) : DescribeWeakCritic(share));
    }

    private string DescribeWeakCritic(double share)
    {
        var remedy = Learned.DiscountFactor > 0 ? "lower its discount factor (0 values a row's own response alone), " : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"The critic of '{Learned.Name}' explains nothing of the held-out sessions (R² {share:G3}), so a policy that uses it follows noise. "
                + $"Give the state features that predict the response, use more sessions, {remedy}or leave the response out.");
    }

    private string DescribeWeakValues(double share) => string.Create(CultureInfo.InvariantCulture,
        $"The values of '{Learned.Name}' explain nothing of the held-out sessions (R² {share:G3}), so estimates that use them are no better than those "
            + $"without. Give the state features that predict the response, use more sessions, or rely on estimators that need no values.");

    /// <summary>
    /// Sets the networks, and must be called once. It creates the optimizer and, if the discount factor is above 0, the lagged copies, which it returns.
    /// </summary>
    protected TNetwork[] Begin<TNetwork>(IReadOnlyList<TNetwork> members, Func<TNetwork, TNetwork> newOfSameShape)
        where TNetwork : NetworkModule
    {
        TNetwork[] copies = Learned.DiscountFactor == 0 ? [] : [.. members.Select(newOfSameShape)];
        _targets = [.. members.Zip(copies, (member, copy) => new TargetModule<NetworkModule>(member, copy))];
        Optimize(members.SelectMany(member => member.AllParameters()), options.LearningRate, options.WeightDecay);
        return copies;
    }

    protected override void VisitOwn(StateArchive archive)
    {
        foreach (var target in _targets)
            target.Visit(archive);
        var (deviation, share) = (AdvantageDeviation, _explainedShare ?? double.NaN);
        archive.Visit(ref deviation);
        archive.Visit(ref share);
        (AdvantageDeviation, _explainedShare) = (deviation, double.IsNaN(share) ? null : share);
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var target in _targets)
            target.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Computes the standardized Q of each row's own action. The shape is [rows] for each network.</summary>
    protected abstract Tensor[] Values(TransitionBatch batch);

    /// <summary>
    /// Computes the standardized V of each row's next state from the lagged copies. The shape is [rows] for each network, or [rows] once for all of them.
    /// </summary>
    /// <param name="batch">The rows.</param>
    /// <param name="isTraining">Whether this is a training step, which may update running statistics.</param>
    protected abstract IEnumerable<Tensor> NextValues(TransitionBatch batch, bool isTraining);

    /// <summary>Computes the mean over the states of a batch of the variance of Q under the behavior policy.</summary>
    protected abstract double AdvantageVariance(TransitionBatch batch);

    /// <summary>Computes the standardized targets <c>r + γ V(s')</c> of a batch's rows. The shape is [rows].</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="nextValues">The standardized V of the next states, of shape [rows], or null if the discount factor is 0.</param>
    public Tensor Target(TransitionBatch batch, Tensor? nextValues)
    {
        var (mean, deviation) = (Learned.Scale.Mean, Learned.Scale.Deviation);
        var returns = Learned.Reward.Of(batch);
        if (nextValues is not null)
            returns = Losses.DiscountedTarget(returns, nextValues.Times(deviation).Plus(mean), batch.Continues(), Learned.DiscountFactor);
        return returns.Minus(mean).Over(deviation);
    }

    /// <summary>Computes as many standardized targets as <see cref="NextValues"/> returns values.</summary>
    private Tensor[] Targets(TransitionBatch batch, bool isTraining)
    {
        using var noGrad = no_grad();
        return Learned.DiscountFactor == 0 ? [Target(batch, null)] : [.. NextValues(batch, isTraining).Select(values => Target(batch, values))];
    }
}

/// <summary>Contains the reward of a critic and the options of its training.</summary>
/// <param name="Training">The training rows.</param>
/// <param name="Learned">The description of what the critic learns.</param>
/// <param name="LearningRate">The learning rate of AdamW.</param>
/// <param name="WeightDecay">The weight decay of AdamW.</param>
/// <param name="TargetUpdateRate">The Polyak rate of the lagged copies.</param>
/// <param name="Device">The device of the networks.</param>
internal sealed record CriticOptions(LogRows Training, LearnedReward Learned, double LearningRate, double WeightDecay, double TargetUpdateRate, Device Device)
{
    /// <summary>
    /// Gets whether epochs are compared by their held-out error. They are not if a fixed policy is evaluated with a discount factor: the targets of an
    /// early epoch include only a small part of a session, so they are easier to predict, and the error would select values that are still close to the
    /// logged mean. The default is true.
    /// </summary>
    public bool ComparesEpochs { get; init; } = true;

    /// <summary>Gets whether the critic evaluates a given policy, so that no policy of the fit follows it. The default is false.</summary>
    public bool EvaluatesGivenPolicy { get; init; }
}
