using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Reads or writes what changes while a fit trains. An object with such a state describes it in one method, which serves both directions, so that they cannot
/// disagree.
/// </summary>
/// <param name="stream">The stream.</param>
/// <param name="isReading">Whether the state of the stream replaces that of the objects. Otherwise the state of the objects is written.</param>
internal sealed class StateArchive(Stream stream, bool isReading)
{
    /// <summary>The most numbers that are visited at once. The bytes of a large tensor or array are more than a span can have.</summary>
    private const int LargestPart = 1 << 22;

    /// <summary>Gets whether the state of the stream replaces that of the objects.</summary>
    public bool IsReading => isReading;

    public void Visit(ref bool value) => Visit(MemoryMarshal.AsBytes(new Span<bool>(ref value)));

    public void Visit(ref int value) => Visit(MemoryMarshal.AsBytes(new Span<int>(ref value)));

    public void Visit(ref long value) => Visit(MemoryMarshal.AsBytes(new Span<long>(ref value)));

    public void Visit(ref double value) => Visit(MemoryMarshal.AsBytes(new Span<double>(ref value)));

    public void Visit(Span<float> values) => Visit(MemoryMarshal.AsBytes(values));

    public void Visit(Span<int> values) => Visit(MemoryMarshal.AsBytes(values));

    public void Visit(Span<double> values) => Visit(MemoryMarshal.AsBytes(values));

    public void Visit(ref string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Visit(ref bytes);
        text = Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Visits a named number, and returns it.</summary>
    public KeyValuePair<string, double> Visit(KeyValuePair<string, double> named)
    {
        var (name, value) = (named.Key ?? "", named.Value);
        Visit(ref name);
        Visit(ref value);
        return new(name, value);
    }

    /// <summary>Visits the elements of a list, whose length is part of the state.</summary>
    public void Visit<T>(ref T[] items, Func<T, T> visit)
    {
        var count = items.Length;
        VisitLength(ref count, elementBytes: 1);
        if (isReading)
            items = new T[count];
        for (var index = 0; index < count; index++)
            items[index] = visit(items[index]);
    }

    /// <summary>Visits an array of numbers, whose length is part of the state.</summary>
    public void Visit<T>(ref T[] numbers)
        where T : unmanaged
    {
        var count = numbers.Length;
        VisitLength(ref count, Unsafe.SizeOf<T>());
        if (isReading && count != numbers.Length)
            numbers = GC.AllocateUninitializedArray<T>(count);
        for (var start = 0; start < count; start += LargestPart)
            Visit(MemoryMarshal.AsBytes(numbers.AsSpan(start, Math.Min(LargestPart, count - start))));
    }

    /// <summary>Visits the numbers of a tensor, which has the shape that it had when it was written.</summary>
    public void Visit(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var rows = tensor.dim() == 0 ? tensor.unsqueeze(0) : tensor;
        var rowsOfPart = Math.Max(1, LargestPart / Math.Max(1, rows.numel() / Math.Max(1, rows.shape[0])));
        for (var start = 0L; start < rows.shape[0]; start += rowsOfPart)
            VisitPart(rows.narrow(0, start, Math.Min(rowsOfPart, rows.shape[0] - start)));
    }

    /// <summary>Visits the weights of a module: its parameters, and its matrices of sparse states.</summary>
    /// <param name="module">The module.</param>
    /// <param name="learningRate">The learning rate of the matrices.</param>
    /// <param name="weightDecay">The weight decay of the matrices.</param>
    public void Visit(NetworkModule module, double learningRate = 0, double weightDecay = 0)
    {
        foreach (var parameter in module.AllParameters())
            Visit((Tensor)parameter);
        foreach (var matrix in SparseLinear.Of(module))
            matrix.Visit(this, learningRate, weightDecay);
    }

    private void VisitPart(Tensor part)
    {
        using var scope = NewDisposeScope();
        if (isReading)
        {
            var values = empty(part.shape, part.dtype);
            Visit(values.bytes);
            part.copy_(values);
        }
        else
        {
            Visit(part.detach().cpu().contiguous().bytes);
        }
    }

    private void VisitLength(ref int length, int elementBytes)
    {
        Visit(ref length);
        if (isReading && (length < 0 || (long)length * elementBytes > stream.Length - stream.Position))
            throw new InvalidDataException($"The checkpoint has a list of {length} elements, which its {stream.Length} bytes cannot hold.");
    }

    private void Visit(Span<byte> bytes)
    {
        if (isReading)
            stream.ReadExactly(bytes);
        else
            stream.Write(bytes);
    }
}
