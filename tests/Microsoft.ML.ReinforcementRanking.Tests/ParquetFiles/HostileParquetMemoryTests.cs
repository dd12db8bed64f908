using System.Buffers.Binary;
using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Parquet.Schema;

namespace Microsoft.ML.ReinforcementRanking.Tests.ParquetFiles;

/// <summary>Tests that small files cannot ask for much memory. The memory is that of the process, because Parquet.Net reads on other threads.</summary>
[Collection(nameof(GlobalState))]
public class HostileParquetMemoryTests
{
    private const long MostMemory = 20 << 20;

    // A file of these values has 64 bytes in its page, and 16 values: as integers of Thrift's compact protocol, 128 and 32.
    private static readonly int[] Values = [.. Enumerable.Range(0, 16).Select(value => value * 1_000_003)];

    /// <summary>2,000,000,000 as an integer of Thrift's compact protocol.</summary>
    private static readonly byte[] Huge = [0x80, 0xd0, 0xac, 0xf3, 0x0e];

    private readonly MLContext _ml = new(1);

    [Fact]
    public void LoadFromParquet_BillionsOfValuesInAFewBytes_AreRefusedBeforeMemoryIsAllocated()
    {
        // Field 5 of a column chunk is its number of values, and field 6 follows.
        using var file = Changed(bytes => Replace(bytes, [0x16, 32, 0x16], [0x16, .. Huge, 0x16], from: bytes.Length / 2));

        ShouldBeRefused(file, "*bytes cannot hold 2000000000 values*");
    }

    [Fact]
    public void LoadFromParquet_GigabytesInASmallPage_AreRefusedBeforeMemoryIsAllocated()
    {
        // Field 2 of the header of a page is its size when it is decompressed, and follows the type of the page, which is 0.
        using var file = Changed(bytes => Replace(bytes, [0x15, 0x00, 0x15, 0x80, 0x01], [0x15, 0x00, 0x15, .. Huge], from: 0));

        ShouldBeRefused(file, "*cannot become 2000000000 bytes*");
    }

    private static ParquetFile Changed(Func<byte[], byte[]> change)
    {
        var file = ParquetFile.Of(new DataField<int>("X"), Values);
        file.Bytes = change(file.Bytes);
        return file;
    }

    private static byte[] Replace(byte[] bytes, byte[] old, byte[] replacement, int from)
    {
        var at = from + bytes.AsSpan(from).IndexOf(old);
        at.Should().BeGreaterThanOrEqualTo(from, "the file has this field");
        byte[] changed = [.. bytes[..at], .. replacement, .. bytes[(at + old.Length)..]];
        if (from > 0)
        {
            var length = changed.AsSpan(changed.Length - 8, 4);
            BinaryPrimitives.WriteInt32LittleEndian(length, BinaryPrimitives.ReadInt32LittleEndian(length) + replacement.Length - old.Length);
        }
        return changed;
    }

    private void ShouldBeRefused(ParquetFile file, string message)
    {
        var before = GC.GetTotalAllocatedBytes();

        FluentActions.Invoking(() => _ml.Data.LoadFromParquet(file.Name).GetColumn<int>("X").ToArray()).Should().Throw<InvalidDataException>()
            .WithMessage(message).And.Message.Should().Contain("row group 0, column 'X'");

        (GC.GetTotalAllocatedBytes() - before).Should().BeLessThan(MostMemory);
    }
}
