using System.Diagnostics;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>Measures how a whole fit of TSCAC with default networks grows with rows, features, actions and responses. Every stage trains one epoch.</summary>
internal static class GrowthPart
{
    private const int Rows = 4_096;

    private static readonly CatalogShape Shape = new(Batch: 512, Features: 64, Actions: 1_000, Auxiliaries: 1);

    public static void Run(SpeedReport report, int repetitions, int threads)
    {
        TorchLibrary.EnsureLoaded();
        var ml = new MLContext(1);
        double Fit(CatalogShape shape, long rows)
        {
            var clock = Stopwatch.StartNew();
            ml.Ranking.Trainers.Tscac(shape.Options(epochs: 1, threads)).Fit(shape.Log((int)rows).View(ml));
            return clock.Elapsed.TotalSeconds;
        }
        GrowthCurve[] curves =
        [
            GrowthCurve.Measure("rows", [1_024, 4_096, 16_384, 65_536], repetitions, rows => Fit(Shape, rows)),
            GrowthCurve.Measure("features", [16, 64, 256, 1_024], repetitions, features => Fit(Shape with { Features = (int)features }, Rows)),
            GrowthCurve.Measure("actions", [100, 1_000, 10_000, 100_000, 1_000_000], repetitions, actions => Fit(Shape with { Actions = (int)actions }, Rows)),
            GrowthCurve.Measure("responses", [1, 2, 4, 8], repetitions, responses => Fit(Shape with { Auxiliaries = (int)responses - 1 }, Rows)),
        ];
        report.Grow("s", curves,
            $"One size grows, and the others are {Rows:N0} rows, {Shape.Features} features, {Shape.Actions:N0} actions and {Shape.Auxiliaries + 1} responses. "
                + $"Batches have {Shape.Batch} rows.");
    }
}
