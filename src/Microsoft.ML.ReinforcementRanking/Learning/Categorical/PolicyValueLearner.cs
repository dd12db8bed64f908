using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>
/// Fitted-Q evaluation (Le, Voloshin and Yue, 2019): a critic whose targets follow a fixed policy. With a discount its last epoch is its best one: the targets
/// of an early epoch do not reach far into a session, so they are easier to predict, and a held-out error would choose values that have hardly left the logged mean.
/// </summary>
/// <param name="critic">The critic that learns.</param>
/// <param name="modules">What it trains.</param>
/// <param name="discount">γ.</param>
internal sealed class PolicyValueLearner(CriticLearner critic, IReadOnlyList<nn.Module> modules, double discount) : Learner
{
    private int _epoch;

    protected override IReadOnlyList<nn.Module> Modules => modules;

    public override StepLosses Step(TransitionBatch batch) => critic.Step(batch);

    public override Assessment Assess(LogRows heldOut)
    {
        var assessment = critic.Assess(heldOut);
        return discount == 0 ? assessment : assessment with { Value = ++_epoch };
    }

    protected override void Dispose(bool disposing)
    {
        critic.Dispose();
        base.Dispose(disposing);
    }
}
