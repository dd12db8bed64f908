using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>
/// Chooses the candidates of a gradient step. They are the whole catalog up to a certain size, and above it a sample by the smoothed frequencies of the
/// logged actions.
/// </summary>
internal sealed class CandidateSampler : IDisposable
{
    /// <summary>The size up to which sums over a catalog are exact, except in the gradient steps of the sampled form.</summary>
    public const int LargestExactCatalog = LayerWork.LargestSummedCatalog;

    private readonly int _sampleSize;
    private readonly Tensor? _probabilities;
    private readonly Tensor? _correction;

    /// <param name="log">The rows whose actions are counted.</param>
    /// <param name="device">The device of the networks.</param>
    /// <param name="largestExactCatalog">The largest catalog of which all actions are candidates.</param>
    /// <param name="sampleSize">The number of candidates, drawn with replacement, of a larger catalog.</param>
    public CandidateSampler(LogRows log, Device device, int largestExactCatalog = LargestExactCatalog,
        int sampleSize = LayerWork.SampleSize)
    {
        _sampleSize = sampleSize;
        var actions = log.Data.ActionCount;
        if (actions <= largestExactCatalog)
            return;
        var counts = new float[actions];
        Array.Fill(counts, 1f);
        foreach (var row in log.Rows)
            counts[log.Data.Actions![row]]++;
        using var scope = NewDisposeScope();
        _probabilities = tensor(counts, device: device).Over(counts.Sum(count => (double)count)).MoveToOuterDisposeScope();
        _correction = (-_probabilities.Times(_sampleSize).log()).MoveToOuterDisposeScope();
    }

    public CandidateSet Draw()
    {
        if (_probabilities is null)
            return CandidateSet.WholeCatalog;
        var indices = RandomSource.Current.Indices(_probabilities, _sampleSize);
        return new(indices, _correction!.index_select(0, indices));
    }

    public void Dispose()
    {
        _probabilities?.Dispose();
        _correction?.Dispose();
    }
}

/// <summary>
/// Represents the actions of a sum over the catalog. They are all actions, or a sample with a correction (log-Q: the negative logarithm of the expected
/// count of each candidate). A softmax over corrected logits is the self-normalized estimate of the softmax over the catalog.
/// </summary>
/// <param name="Indices">The indices of the candidates, of shape [candidates], or null for the whole catalog in order.</param>
/// <param name="Correction">The numbers to add to logits, of shape [candidates], or null for the whole catalog.</param>
internal sealed record CandidateSet(Tensor? Indices, Tensor? Correction)
{
    public static readonly CandidateSet WholeCatalog = new(null, null);

    public Tensor Correct(Tensor logits) => Correction is null ? logits : logits.Plus(Correction);
}
