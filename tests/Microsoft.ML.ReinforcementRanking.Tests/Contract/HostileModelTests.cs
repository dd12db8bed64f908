using System.Buffers.Binary;
using System.IO.Compression;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>
/// Tests what users see of a file that is damaged or hostile, with every supported version of ML.NET: one exception, whose message says what is wrong and
/// where, and no memory beyond what the file could fill. The fuzzer (tests/…Fuzz) has the variety.
/// </summary>
public class HostileModelTests
{
    private const string Remedy = "Load an intact copy of the file.";

    // Where ML.NET's header has the signature and the version, and where it ends.
    private const int Signature = 0x40, VersionWritten = 0x48, VersionReadable = 0x4C, HeaderLength = 0x100;

    // A text of 128 to 16,383 bytes has its length in two bytes.
    private const int LengthOfWarning = 2;

    // The number of blocks of the policy follows the size of a float, the kind, the name "Action" with its length, a Boolean and a number.
    private const int Blocks = HeaderLength + sizeof(int) + 1 + 7 + sizeof(bool) + sizeof(double);

    [Fact]
    public void Load_NewerVersionOfTheFormat_SaysWhatToUpdate()
        => Loading(model =>
        {
            BinaryPrimitives.WriteUInt32LittleEndian(model.AsSpan(VersionWritten), 0x00010009);
            BinaryPrimitives.WriteUInt32LittleEndian(model.AsSpan(VersionReadable), 0x00010009);
        }).Should().Throw<FormatException>().WithMessage("The model file has version 1.9 of its format, but this version of " +
            "Microsoft.ML.ReinforcementRanking reads versions up to 1.2. Update the package, or load the file with the version that wrote it.");

    [Fact]
    public void Load_KindOfANewerModel_SaysWhichVersionToUse()
        => Loading(model => model[HeaderLength + sizeof(int)] = 99).Should().Throw<FormatException>()
            .WithMessage("The model file is damaged, or was not written by this library. The file contains a model of kind 99, which this version cannot " +
                $"read. *This is before byte 261 of *Model.key'. {Remedy}");

    [Fact]
    public void Load_CountBeyondTheEnd_SaysWhere()
        => Loading(model => BinaryPrimitives.WriteInt32LittleEndian(model.AsSpan(Blocks), 200_000_000)).Should().Throw<FormatException>()
            .WithMessage("The model file is damaged, or was not written by this library. A list of 200000000 blocks needs 3200000000 bytes, but only * are " +
                $"left. This is before byte {Blocks + sizeof(int)} of *Model.key'. {Remedy}");

    [Fact]
    public void Load_ModelWithTheSignatureOfAnotherOne_SaysThatItIsDamaged()
        => Loading(model => model[Signature] = (byte)'X').Should().Throw<FormatException>()
            .WithMessage("The model file is damaged, or was not written by this library. Unknown file type. This is before byte 256 of *Model.key'. " + Remedy);

    [Fact]
    public void Load_BytesBehindTheModel_AreRefusedWithTheirNumber()
        => Loading(model =>
        {
            // The last part is a list of warnings, whose last one is cut to its first byte.
            var last = model.AsSpan().LastIndexOf("The critic of '"u8);
            model.AsSpan(last - LengthOfWarning, LengthOfWarning).Clear();
            (model[last - LengthOfWarning], model[last - LengthOfWarning + 1]) = (0x81, 0);
        }).Should().Throw<FormatException>().WithMessage("The model file is damaged, or was not written by this library. * bytes follow the end of the model. "
            + $"This is before byte *{Remedy}");

    [Theory]
    [InlineData(200_000_000)]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    public void Load_AnyNumberReplaced_NeedsLittleMemory(int number)
    {
        var memory = GC.GetAllocatedBytesForCurrentThread();
        for (var offset = HeaderLength; offset < HeaderLength + 300; offset += 3)
        {
            try
            {
                Loading(model => BinaryPrimitives.WriteInt32LittleEndian(model.AsSpan(offset), number))();
            }
            catch (FormatException failure)
            {
                failure.Message.Should().EndWith(Remedy);
            }
        }
        (GC.GetAllocatedBytesForCurrentThread() - memory).Should().BeLessThan(100 * (1L << 20));
    }

    /// <summary>Returns a saved policy, the bytes of whose model are changed.</summary>
    internal static MemoryStream Damage(Action<byte[]> damage)
    {
        using var file = new MemoryStream(File.ReadAllBytes(
            Path.Combine(Repository.Root, "tests", "Microsoft.ML.ReinforcementRanking.Tests", "Contract", "Models", "Categorical.v2.model")));
        var damaged = new MemoryStream();
        using (var source = new ZipArchive(file))
        using (var target = new ZipArchive(damaged, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in source.Entries)
            {
                var bytes = new byte[entry.Length];
                using (var stream = entry.Open())
                    stream.ReadExactly(bytes);
                if (bytes.AsSpan().IndexOf("NEURRANK"u8) == 0x40)
                    damage(bytes);
                using var copy = target.CreateEntry(entry.FullName, CompressionLevel.NoCompression).Open();
                copy.Write(bytes);
            }
        }
        damaged.Position = 0;
        return damaged;
    }

    private static Func<ITransformer> Loading(Action<byte[]> damage) => () => new MLContext().Model.Load(Damage(damage), out _);
}
