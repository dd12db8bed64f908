using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>
/// Trains behavior cloning: cross-entropy on the logged action with a small floor for every action that could have been chosen (docs/equations-tscac.md (20)).
/// </summary>
internal sealed class CloningLearner(NetworkPolicy policy, PolicyLearningOptions options, Device device)
    : PolicyLearner("cross-entropy", policy, options)
{
    private const double Floor = 1e-3;

    // This is the 95th percentile of a likelihood ratio with one parameter (χ²).
    private const double LargestGainByChance = 3.84;

    // The sharpness is one number, so this many rows determine it to the width at which the search ends.
    private const int CalibrationRows = 4096;

    protected override Tensor Loss(TransitionBatch batch, CandidateSet candidates)
    {
        // A sum over all candidates is most of a step's work, so its gradient is computed in closed form.
        if (!candidates.IsSample)
            return new JointTowers(Policy.Parts, batch.States, candidates).CloningLoss([.. Policy.Parts], batch.Actions!, Floor, batch.Weights);
        var logits = Policy.Logits(batch.States, candidates);
        var own = Policy.LogProbability(batch.States, batch.Actions!, candidates, logits);
        return Losses.Cloning(own, candidates.Correct(logits).log_softmax(1).mean([1]), Floor, batch.Weights);
    }

    public override Assessment Assess(LogRows heldOut)
    {
        var logLoss = LogLoss(heldOut);
        return new(-logLoss, [new(MetricKind.LogLoss, logLoss)]);
    }

    /// <summary>
    /// Sets the sharpness by temperature scaling: the value between a tenth and ten with the smallest log loss on about 4,096 of the held-out rows. It is
    /// set only if it gains more than is likely by chance, because a temperature that is fitted on a few dozen rows is noise, and every propensity would
    /// contain it. The method is a golden-section search in the logarithm of the sharpness, each step of which keeps one of its two points.
    /// </summary>
    public void Calibrate(LogRows heldOut)
    {
        using var noGrad = no_grad();
        var sample = heldOut with { Rows = heldOut.Sample(CalibrationRows) };
        (double Place, double Loss) At(double logSharpness)
        {
            Policy.Sharpness = Math.Exp(logSharpness);
            return (logSharpness, LogLoss(sample));
        }
        var ratio = (Math.Sqrt(5) - 1) / 2;
        var (low, high) = (-Math.Log(10), Math.Log(10));
        var (left, right) = (At(high - ratio * (high - low)), At(low + ratio * (high - low)));
        while (high - low > 0.02)
        {
            if (left.Loss < right.Loss)
                (high, right, left) = (right.Place, left, At(right.Place - ratio * (right.Place - low)));
            else
                (low, left, right) = (left.Place, right, At(left.Place + ratio * (high - left.Place)));
        }
        var best = At((low + high) / 2);
        var gain = 2 * sample.Rows.Count(row => sample.WeightOf(row) > 0) * (At(0).Loss - best.Loss);
        Policy.Sharpness = gain > LargestGainByChance ? Math.Exp(best.Place) : 1;
    }

    private double LogLoss(LogRows heldOut)
        => -heldOut.Means(2048, device, batch => [Policy.LogProbability(batch.States, batch.Actions!, Options.Candidates.Of(batch))])[0];
}
