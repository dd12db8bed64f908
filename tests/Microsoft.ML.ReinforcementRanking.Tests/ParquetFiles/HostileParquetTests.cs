using System.Buffers.Binary;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking.ParquetFiles;
using Parquet;
using Parquet.Meta;
using Parquet.Schema;

namespace Microsoft.ML.ReinforcementRanking.Tests.ParquetFiles;

/// <summary>Files that are not what they say end in errors that name the file, never in a hang, a crash or gigabytes.</summary>
public class HostileParquetTests
{
    private const int Flips = 400;

    private readonly MLContext _ml = new(1);

    [Theory]
    [InlineData("", "*is empty*")]
    [InlineData("PAR1", "*4 bytes*")]
    [InlineData("user,time,click\nu1,1700000000,1\n", "*does not start with PAR1*")]
    [InlineData("PAR1 and more than that, but no end", "*does not end with PAR1*")]
    public void LoadFromParquet_NoParquetFile_IsAnErrorThatNamesIt(string text, string message)
    {
        using var file = new ParquetFile { Bytes = System.Text.Encoding.ASCII.GetBytes(text) };

        FluentActions.Invoking(() => _ml.Data.LoadFromParquet(file.Name)).Should().Throw<InvalidDataException>().WithMessage(message)
            .And.Message.Should().Contain(file.Name);
    }

    [Fact]
    public void LoadFromParquet_FileWithoutRows_IsAViewWithoutRows()
    {
        using var file = new ParquetFile().Write(new(new DataField<int>("X")), null);

        var data = _ml.Data.LoadFromParquet(file.Name);

        data.GetRowCount().Should().Be(0);
        data.GetColumn<int>("X").Should().BeEmpty();
    }

    [Fact]
    public void LoadFromParquet_MissingFile_IsAnErrorThatNamesIt()
        => FluentActions.Invoking(() => _ml.Data.LoadFromParquet("no.parquet")).Should().Throw<FileNotFoundException>().WithMessage("*no.parquet*");

    [Fact]
    public void LoadFromParquet_TruncatedAnywhere_IsAnError()
    {
        using var file = ParquetSample.Write(CompressionMethod.Snappy);
        var whole = file.Bytes;
        for (var length = 0; length < whole.Length - 8; length += 7)
        {
            file.Bytes = whole[..length];
            FluentActions.Invoking(() => _ml.Data.LoadFromParquet(file.Name)).Should().Throw<InvalidDataException>();
            // The same with an end that says that all is well.
            file.Bytes = [.. whole[..length], .. whole[^8..]];
            FluentActions.Invoking(() => ParquetSample.ReadAll(_ml, file.Name)).Should().Throw<Exception>().Which.Message.Should().Contain(file.Name);
        }
    }

    [Theory]
    [InlineData(CompressionMethod.None)]
    [InlineData(CompressionMethod.Snappy)]
    [InlineData(CompressionMethod.Gzip)]
    [InlineData(CompressionMethod.Zstd)]
    [InlineData(CompressionMethod.Brotli)]
    [InlineData(CompressionMethod.Lz4Raw)]
    public void LoadFromParquet_ChangedBytes_AreReadOrAreAnErrorThatNamesTheFile(CompressionMethod compression)
    {
        using var file = ParquetSample.Write(compression);
        var whole = file.Bytes;
        ParquetSample.ReadAll(_ml, file.Name).Should().Be(4);
        var random = new Random(1);
        for (var flip = 0; flip < Flips; flip++)
        {
            var bytes = (byte[])whole.Clone();
            bytes[random.Next(4, bytes.Length - 4)] = (byte)random.Next(256);
            bytes[random.Next(4, bytes.Length - 4)] ^= (byte)(1 << random.Next(8));
            file.Bytes = bytes;
            try
            {
                ParquetSample.ReadAll(_ml, file.Name);
            }
            catch (Exception problem) when (problem is InvalidDataException or InvalidOperationException or NotSupportedException)
            {
                problem.Message.Should().Contain(file.Name);
            }
        }
    }

    [Theory]
    [InlineData(1_000_000_000L, 100)]
    [InlineData(-1L, 100)]
    [InlineData(long.MaxValue, 1 << 20)]
    public void CheckNumberOfValues_MoreThanTheBytesCanHold_IsAnError(long values, long bytes)
        => FluentActions.Invoking(() => PageScan.CheckNumberOfValues(values, bytes)).Should().Throw<InvalidDataException>().WithMessage($"*{values} values*");

    [Theory]
    [InlineData(CompressionCodec.SNAPPY)]
    [InlineData(CompressionCodec.GZIP)]
    [InlineData(CompressionCodec.ZSTD)]
    [InlineData(CompressionCodec.UNCOMPRESSED)]
    public void IsPlausible_GigabytesFromAFewBytes_IsFalse(CompressionCodec codec)
    {
        CompressedSize.IsPlausible(codec, 1000, 2_000_000_000).Should().BeFalse();
        CompressedSize.IsPlausible(codec, 1000, 1000).Should().BeTrue();
    }

    [Fact]
    public void FooterScan_NestedTooDeep_IsAnErrorBeforeAnyoneRecurses()
    {
        using var file = new ParquetFile { Bytes = WithFooter(DeepSchema(100_000)) };

        FluentActions.Invoking(() => _ml.Data.LoadFromParquet(file.Name)).Should().Throw<InvalidDataException>().WithMessage("*nested more than*");
    }

    [Fact]
    public void FooterScan_ListLongerThanTheFooter_IsAnError()
    {
        // Field 2 is a list of structures, with a count of 2^31 − 1.
        using var file = new ParquetFile { Bytes = WithFooter([0x29, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x07, 0x00]) };

        FluentActions.Invoking(() => _ml.Data.LoadFromParquet(file.Name)).Should().Throw<InvalidDataException>().WithMessage("*a list of 2147483647*");
    }

    /// <summary>Parquet.Net would read the bytes of the row group as if its columns were a list, and loop at the end of the footer.</summary>
    [Fact]
    public void LoadFromParquet_ListWithTheTypeOfAText_IsAnErrorAndNoLoop()
    {
        using var file = ParquetSample.Write(CompressionMethod.None);
        var bytes = file.Bytes;
        // The field 1 is a list (type 9) of 4 structures (type 12).
        var place = bytes.AsSpan().LastIndexOf((byte[])[0x19, 0x4c, 0x26, 0x08]);
        bytes[place] = 0x18;
        file.Bytes = bytes;

        FluentActions.Invoking(() => _ml.Data.LoadFromParquet(file.Name)).Should().Throw<InvalidDataException>()
            .WithMessage("*field 1 of a structure has type 8 in place of 9*");
    }

    private static byte[] WithFooter(byte[] footer)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, footer.Length);
        return [.. "PAR1"u8, .. footer, .. length, .. "PAR1"u8];
    }

    /// <summary>A footer whose schema is a chain of groups: field 2, a list of structures with a name (field 4) and one child (field 5).</summary>
    private static byte[] DeepSchema(int depth)
    {
        var count = new List<byte>();
        for (var rest = depth; rest > 0; rest >>= 7)
            count.Add((byte)((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0)));
        return [0x29, 0xfc, .. count, .. Enumerable.Repeat<byte[]>([0x48, 1, (byte)'a', 0x15, 2, 0], depth).SelectMany(bytes => bytes), 0];
    }
}
