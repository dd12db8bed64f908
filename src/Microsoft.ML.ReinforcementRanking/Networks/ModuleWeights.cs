using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Converts the weights of a module from and to managed arrays, in the order of its parameters, followed by its matrices of sparse states. They serve
/// snapshots and clones.
/// </summary>
internal static class ModuleWeights
{
    public static float[][] CopyWeights(this nn.Module module)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var parameters = module.parameters().Select(parameter => parameter.cpu().data<float>().ToArray());
        return [.. parameters, .. SparseLinear.Of(module).Select(map => map.CopyWeights())];
    }

    public static void LoadWeights(this nn.Module module, float[][] weights)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var sparse = SparseLinear.Of(module);
        foreach (var (parameter, values) in module.parameters().Zip(weights))
            parameter.copy_(tensor(values, parameter.shape));
        foreach (var (map, values) in sparse.Zip(weights[^sparse.Count..]))
            map.LoadWeights(values);
    }
}
