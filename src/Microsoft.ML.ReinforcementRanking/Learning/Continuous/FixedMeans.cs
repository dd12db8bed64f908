using System.Runtime.InteropServices;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;

/// <summary>
/// Represents the means of a policy that a stage does not train, in the states of all training rows. They are computed once, where every step would compute
/// those of its rows again, epoch after epoch.
/// </summary>
internal sealed class FixedMeans : IDisposable
{
    private readonly Column<float> _means;
    private readonly int _width;
    private readonly Device _device;

    /// <param name="policy">The policy.</param>
    /// <param name="training">The training rows.</param>
    /// <param name="device">The device of the networks.</param>
    public FixedMeans(GaussianPolicy policy, LogRows training, Device device)
    {
        using var noGrad = no_grad();
        (_width, _device) = (training.Data.ActionVectors!.Width, device);
        _means = training.Data.Store.NewColumn<float>(
            ArrayLength.Require(training.Data.RowCount, _width, "Fit on fewer rows, or on actions with fewer values."));
        foreach (var rows in training.Chunks(2048))
        {
            using var scope = NewDisposeScope();
            var values = policy.Means(new TransitionBatch(training.Data, rows, device).States).cpu().data<float>().ToArray();
            for (var index = 0; index < values.Length; index++)
                _means[rows[index / _width] * _width + index % _width] = values[index];
        }
        LogDeviations = policy.LogDeviations.detach().DetachFromDisposeScope();
    }

    /// <summary>Gets log σ. The shape is [action width].</summary>
    public Tensor LogDeviations { get; }

    /// <summary>Returns the means in the states of a batch. The shape is [rows, action width].</summary>
    public Tensor Of(TransitionBatch batch)
    {
        var means = empty(batch.RowCount, _width);
        var values = MemoryMarshal.Cast<byte, float>(means.bytes);
        for (var index = 0; index < batch.RowCount; index++)
            _means.CopyTo(batch.Rows[index] * _width, values.Slice(index * _width, _width));
        return TransitionBatch.Place(means, _device);
    }

    public void Dispose()
    {
        _means.Dispose();
        LogDeviations.Dispose();
    }
}
