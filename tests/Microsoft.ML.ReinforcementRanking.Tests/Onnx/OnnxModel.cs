using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.ReinforcementRanking.Tests.Onnx;

/// <summary>Runs an ONNX file in ONNX Runtime. It is disposed of with its values.</summary>
internal sealed class OnnxModel(byte[] file) : IDisposable
{
    private static readonly Lazy<SessionOptions> OneThread = new(() => new() { IntraOpNumThreads = 1, InterOpNumThreads = 1 });

    public InferenceSession Session { get; } = new(file, OneThread.Value);

    public void Dispose() => Session.Dispose();

    /// <summary>Runs the model, and returns the values of each output of Single or Boolean row by row. True is 1 and false is 0.</summary>
    public Dictionary<string, float[][]> Run(params IEnumerable<NamedOnnxValue> inputs)
    {
        // Files of ML.NET's converter also have the columns that go through a pipeline unchanged.
        string[] names = [.. Session.OutputMetadata.Where(output => output.Value.ElementDataType is TensorElementType.Bool or TensorElementType.Float)
            .Select(output => output.Key)];
        using var outputs = Session.Run([.. inputs], names);
        return outputs.ToDictionary(output => output.Name, output => output.ElementType == TensorElementType.Bool
            ? Rows(output.AsTensor<bool>(), flag => flag ? 1 : 0)
            : Rows(output.AsTensor<float>(), number => number));
    }

    /// <summary>Creates an input from the values of each row.</summary>
    public static NamedOnnxValue Input<T>(string name, IReadOnlyList<T[]> rows)
        => NamedOnnxValue.CreateFromTensor(name, new DenseTensor<T>(rows.SelectMany(row => row).ToArray(), [rows.Count, rows[0].Length]));

    private static float[][] Rows<T>(Tensor<T> tensor, Func<T, float> convert)
        => [.. tensor.Select(convert).Chunk((int)(tensor.Length / tensor.Dimensions[0]))];
}
