using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;

/// <summary>
/// (a − mean) / deviation per dimension, by the weighted training rows: networks see actions of one scale (the authors' critic does not,
/// docs/equations-tscac.md (B15)).
/// </summary>
internal sealed class ActionStandardizer
{
    private readonly Tensor _means;
    private readonly Tensor _deviations;

    public ActionStandardizer(LogRows training, Device device)
    {
        var width = training.Data.ActionVectors!.Width;
        var (sums, squares) = (new double[width], new double[width]);
        var total = 0.0;
        var action = new float[width];
        foreach (var row in training.Rows)
        {
            training.Data.ActionVectors.CopyRow(row, action);
            var weight = training.WeightOf(row);
            total += weight;
            for (var index = 0; index < width; index++)
            {
                sums[index] += weight * action[index];
                squares[index] += weight * action[index] * action[index];
            }
        }
        Means = Array.ConvertAll(sums, sum => (float)(sum / total));
        Deviations = [.. squares.Zip(Means, (square, mean) => (float)Math.Max(Math.Sqrt(Math.Max(square / total - (double)mean * mean, 0)), 1e-6))];
        _means = tensor(Means, device: device);
        _deviations = tensor(Deviations, device: device);
    }

    public float[] Means { get; }

    public float[] Deviations { get; }

    /// <summary>What turns a density of standardized actions into one of the user's: subtract this from its logarithm.</summary>
    public double LogVolume => Deviations.Sum(deviation => Math.Log(deviation));

    public Tensor Standardize(Tensor actions) => (actions - _means) / _deviations;
}
