using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;

/// <summary>
/// Standardizes each dimension of an action, (a − mean) / deviation of the weighted training rows, so that networks read actions of one scale. The critic
/// of the authors' code reads actions as they are (docs/equations-tscac.md (B15)).
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

    /// <summary>Gets the number to subtract from the log density of a standardized action to get the log density in the user's units.</summary>
    public double LogVolume => Deviations.Sum(deviation => Math.Log(deviation));

    public Tensor Standardize(Tensor actions) => (actions - _means) / _deviations;
}
