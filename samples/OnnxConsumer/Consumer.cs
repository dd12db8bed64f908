using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace OnnxConsumer;

/// <summary>Scores rows with an ONNX file, in ONNX Runtime alone and inside a pipeline of ML.NET.</summary>
internal sealed class Consumer(string path)
{
    // ONNX Runtime warns of inputs with a default, which is what makes them optional.
    private static readonly SessionOptions Quiet = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };

    /// <summary>Scores a batch of rows in ONNX Runtime, which needs neither ML.NET nor this library.</summary>
    public float[] ScoreInRuntime(IReadOnlyList<StateRow> rows, string output)
    {
        using var session = new InferenceSession(path, Quiet);
        using var results = session.Run([FeaturesOf(rows), VideosOf(rows)], [output]);
        return [.. results[0].AsEnumerable<float>()];
    }

    /// <summary>Scores rows in a pipeline of ML.NET, one row at a time.</summary>
    public float[] ScoreInPipeline(MLContext ml, IEnumerable<StateRow> rows, string output)
    {
        var data = ml.Data.LoadFromEnumerable(rows);
        var scored = ml.Transforms.ApplyOnnxModel([output], ["Features", "Video"], path).Fit(data).Transform(data);
        // ML.NET's converter adds this suffix to its outputs, and ApplyOnnxModel removes it.
        return [.. scored.GetColumn<VBuffer<float>>(output.Replace(".output", "", StringComparison.Ordinal)).Select(score => score.GetItemOrDefault(0))];
    }

    /// <summary>Returns the best videos of the whole catalog for a state. The policy needs no video for that, and its file has the ids.</summary>
    public IEnumerable<(string Video, float Probability)> TopVideos(float[] state, int count)
    {
        using var session = new InferenceSession(path, Quiet);
        using var results = session.Run([FeaturesOf([new() { Features = state }])], ["LogProbabilities"]);
        var ids = JsonSerializer.Deserialize<string[]>(session.ModelMetadata.CustomMetadataMap["ActionIds"])!;
        return [.. ids.Zip(results[0].AsEnumerable<float>(), (id, value) => (id, MathF.Exp(value))).OrderByDescending(video => video.Item2).Take(count)];
    }

    private static NamedOnnxValue FeaturesOf(IReadOnlyList<StateRow> rows) => NamedOnnxValue.CreateFromTensor("Features",
        new DenseTensor<float>(rows.SelectMany(row => row.Features).ToArray(), [rows.Count, rows[0].Features.Length]));

    private static NamedOnnxValue VideosOf(IReadOnlyList<StateRow> rows)
        => NamedOnnxValue.CreateFromTensor("Video", new DenseTensor<string>(rows.Select(row => row.Video).ToArray(), [rows.Count, 1]));
}
