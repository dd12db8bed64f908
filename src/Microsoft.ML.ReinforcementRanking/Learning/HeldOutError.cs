using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>How well a critic predicts its standardized targets on held-out rows.</summary>
/// <param name="MeanSquare">Weighted mean of the squared error.</param>
/// <param name="Explained">Share of the targets' variance that is explained (R²).</param>
internal readonly record struct HeldOutError(double MeanSquare, double Explained)
{
    public IReadOnlyDictionary<string, double> Metrics => new Dictionary<string, double> { ["error"] = MeanSquare, ["r2"] = Explained };

    /// <param name="heldOut">The rows.</param>
    /// <param name="device">Where the networks live.</param>
    /// <param name="critic">Prediction and target of a batch's rows: [rows] each.</param>
    public static HeldOutError Of(LogRows heldOut, Device device, Func<TransitionBatch, (Tensor Prediction, Tensor Target)> critic)
    {
        double error = 0, variance = 0, weight = 0;
        foreach (var rows in heldOut.Chunks(2048))
        {
            using var scope = NewDisposeScope();
            var batch = new TransitionBatch(heldOut.Data, rows, device);
            var (prediction, target) = critic(batch);
            var weights = batch.Weights ?? ones_like(target);
            error += ((prediction - target).Squared() * weights).sum().item<float>();
            variance += (target.Squared() * weights).sum().item<float>();
            weight += weights.sum().item<float>();
        }
        return new(error / weight, 1 - error / variance);
    }
}
