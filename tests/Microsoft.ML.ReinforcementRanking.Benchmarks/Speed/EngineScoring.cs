using System.Diagnostics;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>Measures prediction engines of a model, one for each thread.</summary>
internal sealed class EngineScoring
{
    private const int Rows = 20_000;

    private readonly PredictionEngine<SpeedRow, Prediction>[] _engines;
    private readonly SpeedRow _row;

    public EngineScoring(MLContext ml, ITransformer model, SpeedLog log, int threads)
    {
        _row = log.First();
        _engines = [.. Enumerable.Range(0, threads).Select(_
            => ml.Model.CreatePredictionEngine<SpeedRow, Prediction>(model, ignoreMissingColumns: false, inputSchemaDefinition: log.Schema))];
    }

    /// <summary>Returns the microseconds of a row.</summary>
    public double Measure()
    {
        var clock = Stopwatch.StartNew();
        Parallel.ForEach(_engines, engine =>
        {
            var prediction = new Prediction();
            for (var row = 0; row < Rows / _engines.Length; row++)
                engine.Predict(_row, ref prediction);
        });
        return 1e6 * clock.Elapsed.TotalSeconds / Rows;
    }

    private sealed class Prediction
    {
        public float Score { get; set; }
    }
}
