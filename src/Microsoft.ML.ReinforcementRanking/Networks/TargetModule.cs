using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>Represents a lagged copy of a module that is never trained. After each step it moves toward its source by Polyak averaging.</summary>
internal sealed class TargetModule<TModule> : IDisposable
    where TModule : NetworkModule
{
    private readonly TModule _source;
    private readonly IReadOnlyList<SparseLinear> _sparse;

    /// <param name="source">The module to follow.</param>
    /// <param name="copy">A module of the same shape.</param>
    /// <param name="isCurrent">Whether the copy keeps the weights that it has. Otherwise it starts with those of the source.</param>
    public TargetModule(TModule source, TModule copy, bool isCurrent = false)
    {
        _source = source;
        Module = copy;
        _sparse = SparseLinear.Of(source);
        foreach (var (map, lagged) in _sparse.Zip(SparseLinear.Of(copy)))
            lagged.Lag(map);
        if (!isCurrent)
            Follow(1);
        copy.SetTraining(false);
        foreach (var parameter in copy.AllParameters())
            parameter.requires_grad = false;
    }

    public TModule Module { get; }

    /// <summary>Updates the copy: <c>target ← rate · source + (1 − rate) · target</c> (docs/equations-tscac.md (5)).</summary>
    public void Follow(double rate)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor weight = rate;
        foreach (var (target, source) in Module.AllParameters().Zip(_source.AllParameters()))
            target.lerp_(source, weight);
        foreach (var map in _sparse)
            map.Follow(rate);
    }

    /// <summary>Visits the weights of the copy.</summary>
    public void Visit(StateArchive archive) => archive.Visit(Module);

    public void Dispose() => Module.Dispose();
}
