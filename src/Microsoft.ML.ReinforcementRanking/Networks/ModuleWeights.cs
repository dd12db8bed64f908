using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Converts the weights of a module from and to managed arrays, in the order of its parameters, followed by its matrices of sparse states. They serve
/// snapshots and clones.
/// </summary>
internal static class ModuleWeights
{
    /// <summary>Returns the weights of a module.</summary>
    /// <param name="module">The module.</param>
    /// <param name="outdated">
    /// The result of an earlier call that is not needed any more, or null. Its matrices of sparse states, which can have hundreds of megabytes, are
    /// overwritten, so that they do not wait for a garbage collection.
    /// </param>
    public static float[][] CopyWeights(this NetworkModule module, float[][]? outdated = null)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var parameters = module.AllParameters().Select(parameter => parameter.cpu().data<float>().ToArray());
        var sparse = SparseLinear.Of(module);
        return [.. parameters, .. sparse.Select((map, index) => map.CopyWeights(outdated?[^(sparse.Count - index)]))];
    }

    /// <summary>Returns the largest magnitude of a weight, which is infinite or NaN if some weight is.</summary>
    public static double LargestWeight(this NetworkModule module)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var largest = module.AllParameters().Where(parameter => parameter.numel() > 0).Select(parameter => (double)parameter.abs().max().item<float>());
        return largest.Concat(SparseLinear.Of(module).Select(map => map.LargestWeight())).Aggregate(0.0, Math.Max);
    }

    /// <summary>Returns the sum of the squares of all weights.</summary>
    public static double SumOfSquares(this NetworkModule module)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var sums = module.AllParameters().Select(parameter => (double)parameter.Squared().sum().item<float>());
        return sums.Concat(SparseLinear.Of(module).Select(map => map.SumOfSquares())).Sum();
    }

    public static void LoadWeights(this NetworkModule module, float[][] weights)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var sparse = SparseLinear.Of(module);
        foreach (var (parameter, values) in module.AllParameters().Zip(weights))
            parameter.copy_(tensor(values, parameter.shape));
        foreach (var (map, values) in sparse.Zip(weights[^sparse.Count..]))
            map.LoadWeights(values);
    }
}
