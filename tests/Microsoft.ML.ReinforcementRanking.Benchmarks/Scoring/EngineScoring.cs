using Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Scoring;

/// <summary>Measures prediction engines of a model, one for each thread.</summary>
internal sealed class EngineScoring
{
    private const int Rows = 20_000;

    private readonly IReadOnlyList<SpeedRow> _states;
    private readonly PredictionEngine<SpeedRow, Prediction>[] _engines;

    public EngineScoring(ScoringModels models, string name, int threads)
    {
        _states = models.States;
        _engines = [.. Enumerable.Range(0, threads).Select(_ => models.Context.Model.CreatePredictionEngine<SpeedRow, Prediction>(
            models.Named(name), ignoreMissingColumns: false, inputSchemaDefinition: ScoringModels.Shape.Log(1).Schema))];
    }

    /// <summary>Returns the nanoseconds of a row: those of all threads together, so that twice as many threads may halve them.</summary>
    public double Measure()
    {
        var rows = Rows / _engines.Length;
        return 1e9 / (rows * _engines.Length) * Workers.Seconds(_engines.Length, thread =>
        {
            var (engine, prediction) = (_engines[thread], new Prediction());
            for (var row = 0; row < rows; row++)
                engine.Predict(_states[row % _states.Count], ref prediction);
        });
    }

    private sealed class Prediction
    {
        public float Score { get; set; }
    }
}
