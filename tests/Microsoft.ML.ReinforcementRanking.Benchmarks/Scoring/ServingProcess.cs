using System.Globalization;
using System.Runtime;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Scoring;

/// <summary>
/// Represents a process that loads a model file and answers states, to measure how soon the first answer comes and how much memory the process takes.
/// </summary>
internal static class ServingProcess
{
    /// <summary>The word with which this program is such a process.</summary>
    public const string CommandName = "serving-process";

    /// <summary>A process that answers without a model.</summary>
    public const string NoModel = "none";

    /// <summary>A pipeline with a policy, which answers with the ten best actions.</summary>
    public const string Policy = "policy";

    /// <summary>A pipeline with boosted trees, which answers with the score of a row.</summary>
    public const string Trees = "trees";

    /// <summary>The ONNX file of the policy in ONNX Runtime, which answers with the score of a row.</summary>
    public const string Onnx = "onnx";

    private const int FurtherAnswers = 20_000;

    /// <summary>
    /// Answers once, prints the answer, answers on, and prints the resident memory after the first and after the last answer, in MiB, and what the
    /// runtime compiled until the first answer: the number of methods, and the seconds.
    /// </summary>
    public static int Run(string kind, string file)
    {
        var answer = Open(kind, file);
        Console.WriteLine(answer());
        var (first, methods, compilation) = (ProcessMemory.Resident("self"), JitInfo.GetCompiledMethodCount(), JitInfo.GetCompilationTime());
        for (var call = 0; call < FurtherAnswers; call++)
            answer();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{first:R} {ProcessMemory.Resident("self"):R} {methods} {compilation.TotalSeconds:R}"));
        Console.In.ReadToEnd();
        return 0;
    }

    private static Func<float> Open(string kind, string file) => kind switch
    {
        Policy => OpenPolicy(file),
        Trees => OpenTrees(file),
        Onnx => OpenOnnx(file),
        _ => () => 0,
    };

    private static Func<float> OpenPolicy(string file)
    {
        var context = new MLContext();
        var engine = context.Model.CreateActionRankingEngine<State>(context.Model.Load(file, out var schema), schema);
        var state = new State();
        return () => engine.TopActions(state, 10)[0].Score;
    }

    private static Func<float> OpenTrees(string file)
    {
        var context = new MLContext();
        var engine = context.Model.CreatePredictionEngine<State, Prediction>(context.Model.Load(file, out _));
        var (state, prediction) = (new State(), new Prediction());
        return () =>
        {
            engine.Predict(state, ref prediction);
            return prediction.Score;
        };
    }

    private static Func<float> OpenOnnx(string file)
    {
        var session = OnnxScoring.Open(File.ReadAllBytes(file));
        NamedOnnxValue[] inputs = [
            NamedOnnxValue.CreateFromTensor("Features", new OnnxRuntime.Tensors.DenseTensor<float>(new State().Features, [1, ScoringModels.Features])),
            NamedOnnxValue.CreateFromTensor("Action", new OnnxRuntime.Tensors.DenseTensor<uint>(new uint[] { 1 }, [1, 1]))];
        return () =>
        {
            using var outputs = session.Run(inputs, ["Score"]);
            return outputs[0].AsEnumerable<float>().First();
        };
    }

    private sealed class State
    {
        [VectorType(ScoringModels.Features)]
        public float[] Features { get; set; } = [.. Enumerable.Range(0, ScoringModels.Features).Select(slot => slot % 3 - 1f)];
    }

    private sealed class Prediction
    {
        public float Score { get; set; }
    }
}
