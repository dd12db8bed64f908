using Microsoft.ML.ReinforcementRanking.Tests.Equations;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Checkpoints;

/// <summary>Tests that large states, which are visited in parts, come back as they were.</summary>
public sealed class StateArchiveTests : IDisposable
{
    // First, since it loads libtorch.
    private readonly TorchSession _session = Tabular.OpenTorch(1);

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData(new long[] { 5_000_000 })]
    [InlineData(new long[] { 3, 3_000_000 })]
    [InlineData(new long[] { 3_000_000, 3 })]
    [InlineData(new long[] { 1, 5_000_000 })]
    [InlineData(new long[] { 2, 3, 4 })]
    [InlineData(new long[] { 4, 0 })]
    [InlineData(new long[] { 0 })]
    [InlineData(new long[] { })]
    public void Visit_TensorOfAnyShape_ComesBack(long[] shape)
    {
        using var written = RandomSource.Current.Uniform(1, shape);
        using var read = zeros(shape);

        Copy(archive => archive.Visit(written), archive => archive.Visit(read)).Should().Be(written.numel() * sizeof(float));

        read.Equals(written).Should().BeTrue();
    }

    [Fact]
    public void Visit_ColumnsOfATensor_LeaveTheOtherColumns()
    {
        using var written = RandomSource.Current.Uniform(1, 6, 2);
        using var read = zeros(6, 5);

        Copy(archive => archive.Visit(written), archive => archive.Visit(read.narrow(1, 2, 2)));

        read.narrow(1, 2, 2).Equals(written).Should().BeTrue();
        read.count_nonzero().item<long>().Should().Be(12);
    }

    [Fact]
    public void Visit_LongArray_ComesBack()
    {
        var written = Enumerable.Range(0, 9_000_000).ToArray();
        var read = Array.Empty<int>();

        Copy(archive => archive.Visit(ref written), archive => archive.Visit(ref read));

        read.AsSpan().SequenceEqual(written).Should().BeTrue();
    }

    /// <summary>Returns the number of bytes.</summary>
    private static long Copy(Action<StateArchive> write, Action<StateArchive> read)
    {
        using var stream = new MemoryStream();
        write(new(stream, isReading: false));
        stream.Position = 0;
        read(new(stream, isReading: true));
        stream.Position.Should().Be(stream.Length);
        return stream.Length;
    }
}
