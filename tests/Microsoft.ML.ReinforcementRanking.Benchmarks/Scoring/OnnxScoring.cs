using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Scoring;

/// <summary>
/// Measures ONNX Runtime with the file of a pipeline. Threads share a session, which uses one thread for each call. Inputs and outputs keep their memory.
/// </summary>
internal sealed class OnnxScoring
{
    private const int Rows = 4_096;

    private readonly InferenceSession _session;
    private readonly int _batch;
    private readonly Caller[] _callers;

    /// <param name="models">The models.</param>
    /// <param name="name">The name of the model.</param>
    /// <param name="batch">The number of rows of a call.</param>
    /// <param name="threads">The number of threads.</param>
    public OnnxScoring(ScoringModels models, string name, int batch, int threads)
    {
        _batch = batch;
        _session = Open(models.OnnxFile(name));
        _callers = [.. Enumerable.Range(0, threads).Select(_ => new Caller(_session, models.States, batch))];
    }

    /// <summary>Opens a file. The severity hides a warning about the action column, which need not be set.</summary>
    public static InferenceSession Open(byte[] file)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        return new(file, options);
    }

    /// <summary>Returns the nanoseconds of a row: those of all threads together.</summary>
    public double Measure()
    {
        var calls = Math.Max(1, Rows / _callers.Length / _batch);
        return 1e9 / ((double)calls * _batch * _callers.Length) * Workers.Seconds(_callers.Length, thread => _callers[thread].Run(calls));
    }

    /// <summary>Makes the calls of one thread.</summary>
    private sealed class Caller(InferenceSession session, IReadOnlyList<SpeedRow> states, int batch)
    {
        private static readonly string[] Outputs = ["Score"];

        private readonly float[] _features = new float[batch * ScoringModels.Features];
        private readonly uint[] _actions = new uint[batch];

        public void Run(int calls)
        {
            using var features = OrtValue.CreateTensorValueFromMemory(_features, [batch, ScoringModels.Features]);
            using var actions = OrtValue.CreateTensorValueFromMemory(_actions, [batch, 1]);
            using var scores = OrtValue.CreateTensorValueFromMemory(new float[batch], [batch, 1]);
            var hasAction = session.OverridableInitializerMetadata.ContainsKey(nameof(SpeedRow.Action));
            string[] names = hasAction ? [nameof(SpeedRow.Features), nameof(SpeedRow.Action)] : [nameof(SpeedRow.Features)];
            OrtValue[] values = hasAction ? [features, actions] : [features];
            using var options = new RunOptions();
            for (var call = 0; call < calls; call++)
            {
                Fill(call * batch);
                session.Run(options, names, values, Outputs, [scores]);
            }
        }

        private void Fill(int start)
        {
            for (var row = 0; row < batch; row++)
            {
                var state = states[(start + row) % states.Count];
                state.Features.CopyTo(_features, row * ScoringModels.Features);
                // Keys of ONNX count from 1.
                _actions[row] = state.Action + 1;
            }
        }
    }
}
