
namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Measures the operations of a step. A step consists of many operations, and dividing one of them costs about the same whatever its size, so that the
/// mean over layers, not the sum, decides how many threads are of use.
/// </summary>
internal static class LayerWork
{
    /// <summary>The size up to which steps sum over whole catalogs. These sums choose a number of threads of their own, and are not counted here.</summary>
    public const int LargestSummedCatalog = 50_000;

    /// <summary>The number of actions of the samples from a larger catalog.</summary>
    public const int SampleSize = 8192;

    /// <summary>Returns the multiply-adds of the mean dense layer on a batch, or 0 without dense layers.</summary>
    public static double Mean(IEnumerable<NetworkModule> modules, int rows)
        => rows * modules.SelectMany(module => module.AllModules()).Distinct().SelectMany(Weights).DefaultIfEmpty().Average();

    private static IEnumerable<double> Weights(NetworkModule module) => module switch
    {
        TowerGroup towers => towers.LayerSizes,
        TwoTowerNetwork { ActionCount: > LargestSummedCatalog } network => [(double)SampleSize * network.Width],
        // Tables of embeddings have no bias: their rows are read, not multiplied.
        AffineMap { HasBias: true } map => [map.Weight.numel()],
        _ => [],
    };
}
