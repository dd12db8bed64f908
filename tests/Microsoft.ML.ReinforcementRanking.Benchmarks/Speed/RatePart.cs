using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>Compares the floating-point rates of the library's steps with that of a large matrix product.</summary>
internal static class RatePart
{
    public static void Run(SpeedReport report, int repetitions, int[] threads)
    {
        TorchLibrary.EnsureLoaded();
        var ml = new MLContext(1);
        using var product = new MatrixProduct();
        var (authors, catalog, mixture) = (AuthorsShape.Log(ml), CatalogShape.Default.Log(4 * CatalogShape.Default.Batch).View(ml), MultiTaskShape.Log(ml));
        var experts = new MultiTaskShape(8);
        List<Side> sides = [];
        foreach (var count in threads)
        {
            var limit = new Side($"matrix product, {Side.Threads(count)}", () => product.Measure(count));
            Side Step(string name, double work, Func<double> seconds) => new($"{name}, {Side.Threads(count)}", () => work / seconds() / 1e9, limit);
            sides.AddRange(
            [
                limit,
                Step("authors' shape", NecessaryWork.Authors(), () => AuthorsShape.SecondsOfFit(ml, authors, count)),
                Step("default catalog shape", NecessaryWork.Catalog(CatalogShape.Default), () => CatalogShape.Default.SecondsOfFit(ml, catalog, count)),
                Step("MMoE of 8", NecessaryWork.MultiTask(experts), () => experts.SecondsOfFit(ml, mixture, count)),
            ]);
        }
        report.Compare("GFLOP/s", Comparison.Run(sides, repetitions),
            $"Necessary operations: {NecessaryWork.Authors() / 1e6:N0} million for 512 rows and seven responses at the authors' shape, "
                + $"{NecessaryWork.Catalog(CatalogShape.Default) / 1e6:N0} million for 4,096 rows and three responses at the default catalog shape "
                + $"(64 features, 1,000 actions), and {NecessaryWork.MultiTask(experts) / 1e6:N0} million for 2,048 rows of the MMoE. They are two for each "
                + "multiply-add of a dense forward product, a gradient of weights, and a gradient of inputs that a gradient step needs.");
    }
}
