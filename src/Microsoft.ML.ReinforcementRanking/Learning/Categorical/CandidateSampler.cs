using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>Chooses the candidates of a step: the whole catalog up to a size, above it a sample by smoothed logged frequency.</summary>
internal sealed class CandidateSampler : IDisposable
{
    /// <summary>Catalogs up to this size are summed over exactly, except in the steps of the sampled form.</summary>
    public const int LargestExactCatalog = 50_000;

    private readonly int _sampleSize;
    private readonly Tensor? _probabilities;
    private readonly Tensor? _correction;

    /// <param name="log">Rows whose actions are counted.</param>
    /// <param name="device">Where the networks live.</param>
    /// <param name="largestExactCatalog">Up to so many actions, all are candidates.</param>
    /// <param name="sampleSize">Candidates, drawn with replacement, where there are more.</param>
    public CandidateSampler(LogRows log, Device device, int largestExactCatalog = LargestExactCatalog, int sampleSize = 8192)
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
/// The actions over which a sum over the catalog runs: all of them, or a sample with its correction (log-Q: the negative log of the expected count of
/// each candidate), so that a softmax over corrected logits is the self-normalized estimate of the softmax over the catalog.
/// </summary>
/// <param name="Indices">[candidates] indices, or null: the whole catalog in order.</param>
/// <param name="Correction">[candidates] to add to logits; null for the whole catalog.</param>
internal sealed record CandidateSet(Tensor? Indices, Tensor? Correction)
{
    public static readonly CandidateSet WholeCatalog = new(null, null);

    public Tensor Correct(Tensor logits) => Correction is null ? logits : logits.Plus(Correction);
}
