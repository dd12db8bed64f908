using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>
/// Chooses the candidates of a gradient step. They are the eligible actions of each row where the log has them. Otherwise they are the whole catalog up to a
/// certain size, and above it a sample by the smoothed frequencies of the logged actions.
/// </summary>
internal sealed class CandidateSampler : IDisposable
{
    /// <summary>The size up to which sums over a catalog are exact, except in the gradient steps of the sampled form.</summary>
    public const int LargestExactCatalog = LayerWork.LargestSummedCatalog;

    private readonly int _sampleSize;
    private readonly Device _device;
    private readonly RowSetReader? _sets;
    private readonly Tensor? _probabilities;
    private readonly Tensor? _correction;

    /// <param name="log">The rows whose actions are counted.</param>
    /// <param name="device">The device of the networks.</param>
    /// <param name="largestExactCatalog">The largest catalog of which all actions are candidates.</param>
    /// <param name="sampleSize">The number of candidates, drawn with replacement, of a larger catalog.</param>
    public CandidateSampler(LogRows log, Device device, int largestExactCatalog = LargestExactCatalog,
        int sampleSize = LayerWork.SampleSize)
    {
        (_sampleSize, _device) = (sampleSize, device);
        var actions = log.Data.ActionCount;
        if (log.Data.EligibleActions is not null)
            _sets = new(actions);
        if (_sets is not null || actions <= largestExactCatalog)
            return;
        var counts = new float[actions];
        Array.Fill(counts, 1f);
        foreach (var row in log.Rows)
            counts[log.Data.Actions![row]]++;
        using var scope = NewDisposeScope();
        _probabilities = tensor(counts, device: device).Over(counts.Sum(count => (double)count)).MoveToOuterDisposeScope();
        _correction = (-_probabilities.Times(_sampleSize).log()).MoveToOuterDisposeScope();
    }

    /// <summary>Returns the candidates of a batch's rows. They belong to the caller's dispose scope.</summary>
    public CandidateSet Of(TransitionBatch batch) => _sets?.Read(batch.Data, batch.Rows, JointBatch.Current?.Rows ?? batch.Rows, _device) ?? Draw();

    /// <summary>Returns the candidates of the rows that follow a batch's rows, for the values of the states that follow.</summary>
    public CandidateSet OfNext(TransitionBatch batch)
    {
        if (_sets is null)
            return Draw();
        var own = batch.NextRows();
        return _sets.Read(batch.Data, own, JointBatch.Current is { } joint ? TransitionBatch.NextRows(batch.Data, joint.Rows) : own, _device);
    }

    public void Dispose()
    {
        _probabilities?.Dispose();
        _correction?.Dispose();
    }

    private CandidateSet Draw()
    {
        if (_probabilities is null)
            return CandidateSet.WholeCatalog;
        var indices = RandomSource.Current.Indices(_probabilities, _sampleSize);
        return new(indices, _correction!.index_select(0, indices));
    }
}
