using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>Chooses the candidates of a step: the whole catalogue up to 50,000 actions, above it a sample by smoothed logged frequency.</summary>
internal sealed class CandidateSampler : IDisposable
{
    /// <summary>Catalogues up to this size are summed over exactly.</summary>
    public const int LargestExactCatalogue = 50_000;

    private const int SampleSize = 8192;

    private readonly Tensor? _probabilities;
    private readonly Tensor? _correction;

    public CandidateSampler(LogRows log, Device device, int largestExactCatalogue = LargestExactCatalogue)
    {
        var actions = log.Data.ActionCount;
        if (actions <= largestExactCatalogue)
            return;
        var counts = new float[actions];
        Array.Fill(counts, 1f);
        foreach (var row in log.Rows)
            counts[log.Data.Actions![row]]++;
        using var scope = NewDisposeScope();
        _probabilities = (tensor(counts, device: device) / counts.Sum(count => (double)count)).MoveToOuterDisposeScope();
        _correction = (-(_probabilities * SampleSize).log()).MoveToOuterDisposeScope();
    }

    public CandidateSet Draw()
    {
        if (_probabilities is null)
            return CandidateSet.WholeCatalogue;
        var indices = multinomial(_probabilities, SampleSize, replacement: true);
        return new(indices, _correction!.index_select(0, indices));
    }

    public void Dispose()
    {
        _probabilities?.Dispose();
        _correction?.Dispose();
    }
}
