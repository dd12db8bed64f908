using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>Behaviour cloning: cross-entropy on the logged action with a small floor for every action (TSCAC spec 6, 7.2 c).</summary>
internal sealed class CloningLearner(NetworkPolicy policy, PolicyLearningOptions options, Device device)
    : PolicyLearner("cross-entropy", policy, options)
{
    private const double Floor = 1e-3;

    // 95th percentile of a likelihood ratio with one parameter (χ²).
    private const double LargestGainByChance = 3.84;

    protected override Tensor Loss(TransitionBatch batch, CandidateSet candidates)
    {
        var logits = Policy.Logits(batch.States, candidates);
        var own = Policy.LogProbability(batch.States, batch.Actions!, candidates, logits);
        return Losses.Cloning(own, candidates.Correct(logits).log_softmax(1).mean([1]), Floor, batch.Weights);
    }

    public override Assessment Assess(LogRows heldOut)
    {
        var logLoss = LogLoss(heldOut);
        return new(-logLoss, new Dictionary<string, double> { ["logloss"] = logLoss });
    }

    /// <summary>
    /// Temperature scaling: the sharpness, between a tenth and ten, of smallest held-out log loss (golden-section search in its logarithm), where it gains more
    /// than it would by chance. Fitted on a few dozen rows a temperature is noise, and every propensity would carry it.
    /// </summary>
    public void Calibrate(LogRows heldOut)
    {
        using var noGrad = no_grad();
        double LossAt(double logSharpness)
        {
            Policy.Sharpness = Math.Exp(logSharpness);
            return LogLoss(heldOut);
        }
        var ratio = (Math.Sqrt(5) - 1) / 2;
        var (low, high) = (-Math.Log(10), Math.Log(10));
        while (high - low > 0.02)
        {
            var (left, right) = (high - ratio * (high - low), low + ratio * (high - low));
            if (LossAt(left) < LossAt(right))
                high = right;
            else
                low = left;
        }
        var best = (low + high) / 2;
        var gain = 2 * heldOut.Rows.Count(row => heldOut.WeightOf(row) > 0) * (LossAt(0) - LossAt(best));
        Policy.Sharpness = gain > LargestGainByChance ? Math.Exp(best) : 1;
    }

    private double LogLoss(LogRows heldOut)
    {
        double loss = 0, weight = 0;
        foreach (var rows in heldOut.Chunks(512))
        {
            using var scope = NewDisposeScope();
            var batch = new TransitionBatch(heldOut.Data, rows, device);
            var logProbabilities = Policy.LogProbability(batch.States, batch.Actions!, Options.Candidates.Draw());
            var weights = batch.Weights ?? ones_like(logProbabilities);
            loss -= (logProbabilities * weights).sum().item<float>();
            weight += weights.sum().item<float>();
        }
        return loss / weight;
    }
}
