using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Converts the weights of a module from and to managed arrays, in the order of its parameters. They serve snapshots, clones and model files.
/// </summary>
internal static class ModuleWeights
{
    public static float[][] CopyWeights(this nn.Module module)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return [.. module.parameters().Select(parameter => parameter.cpu().data<float>().ToArray())];
    }

    public static void LoadWeights(this nn.Module module, float[][] weights)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var (parameter, values) in module.parameters().Zip(weights))
            parameter.copy_(tensor(values, parameter.shape));
    }
}
