using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;

/// <summary>
/// Represents the means of a policy that a stage does not train, in the states of all training rows. They are computed once, where every step would compute
/// those of its rows again, epoch after epoch.
/// </summary>
internal sealed class FixedMeans : IDisposable
{
    private readonly Tensor _means;

    /// <param name="policy">The policy.</param>
    /// <param name="training">The training rows.</param>
    /// <param name="device">The device of the networks.</param>
    public FixedMeans(GaussianPolicy policy, LogRows training, Device device)
    {
        using var noGrad = no_grad();
        var width = training.Data.ActionVectors!.Width;
        var means = new float[ArrayLength.Require(training.Data.RowCount, width, "Fit on fewer rows, or on actions with fewer values.")];
        foreach (var rows in training.Chunks(2048))
        {
            using var scope = NewDisposeScope();
            var values = policy.Means(new TransitionBatch(training.Data, rows, device).States).cpu().data<float>().ToArray();
            for (var index = 0; index < rows.Length; index++)
                values.AsSpan(index * width, width).CopyTo(means.AsSpan(rows[index] * width));
        }
        _means = tensor(means, training.Data.RowCount, width).clone().to(device).DetachFromDisposeScope();
        LogDeviations = policy.LogDeviations.detach().DetachFromDisposeScope();
    }

    /// <summary>Gets log σ. The shape is [action width].</summary>
    public Tensor LogDeviations { get; }

    /// <summary>Returns the means in the states of a batch. The shape is [rows, action width].</summary>
    public Tensor Of(TransitionBatch batch)
        => _means.index_select(0, tensor(Array.ConvertAll(batch.Rows.ToArray(), row => (long)row), device: _means.device));

    public void Dispose()
    {
        _means.Dispose();
        LogDeviations.Dispose();
    }
}
