using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Measures the operations of a step. A step consists of many operations, and dividing one of them costs about the same whatever its size, so that the
/// mean over layers, not the sum, decides how many threads are of use.
/// </summary>
internal static class LayerWork
{
    /// <summary>The most actions that are counted. Steps over more of them have samples of this size.</summary>
    private const int LargestCatalog = 8192;

    /// <summary>Returns the multiply-adds of the mean dense layer on a batch, or 0 without dense layers.</summary>
    public static double Mean(IEnumerable<nn.Module> modules, int rows)
        => rows * modules.SelectMany(module => module.modules().Prepend(module)).Distinct().SelectMany(Weights).DefaultIfEmpty().Average();

    private static IEnumerable<double> Weights(nn.Module module) => module switch
    {
        TwoTowerNetwork network => [(double)Math.Min(network.ActionCount, LargestCatalog) * network.Width],
        // Tables of embeddings have no bias: their rows are read, not multiplied.
        Linear { bias: not null } map => [map.weight!.numel()],
        _ => [],
    };
}
