using System.Text;
using Microsoft.ML.Trainers.ReinforcementRanking.Files;

namespace Microsoft.ML.ReinforcementRanking.Tests.Files;

/// <summary>Tests that each field of a model file is read as it was written, and that a file which cannot be right is refused with the reason.</summary>
public class ModelReaderTests
{
    // What a file may ask for without any weights, and for each of its bytes (docs/model-format.md).
    private const double FreeOperations = 1 << 18, OperationsPerByte = 2;

    /// <summary>A field that takes one byte more than there is.</summary>
    public static TheoryData<string, byte[], string> CutFields => new()
    {
        { "byte", [], "A byte needs 1 bytes, but only 0 are left." },
        { "Boolean", [], "A byte needs 1 bytes, but only 0 are left." },
        { "int", [1, 2, 3], "An integer needs 4 bytes, but only 3 are left." },
        { "long", [1, 2, 3, 4, 5, 6, 7], "An integer needs 8 bytes, but only 7 are left." },
        { "float", [1, 2, 3], "A number needs 4 bytes, but only 3 are left." },
        { "double", [1, 2, 3, 4, 5, 6, 7], "A number needs 8 bytes, but only 7 are left." },
        { "text", [3, 65, 66], "A text needs 3 bytes, but only 2 are left." },
        { "floats", new byte[11], "A list of numbers needs 12 bytes, but only 11 are left." },
        { "list", [2, 0, 0, 0, 7, 0, 7], "A list of 2 items needs 4 bytes, but only 3 are left." },
    };

    [Fact]
    public void Read_FieldsOfEveryType_GivesWhatWasWritten()
    {
        var bytes = Bytes(writer =>
        {
            writer.Write((byte)7);
            writer.Write(false);
            writer.Write(true);
            writer.Write(-5);
            writer.Write(long.MinValue);
            writer.Write(0.5f);
            writer.Write(-0.25);
            writer.Write(double.NaN);
            writer.Write("Größe");
            writer.Write(2f);
            writer.Write(-3f);
            writer.Write(2);
            writer.Write((byte)4);
            writer.Write((byte)5);
        });
        var reader = Reader(bytes);

        reader.ReadByte().Should().Be(7);
        reader.ReadBoolean().Should().BeFalse();
        reader.ReadBoolean().Should().BeTrue();
        reader.ReadInt32().Should().Be(-5);
        reader.ReadInt64().Should().Be(long.MinValue);
        reader.ReadSingle().Should().Be(0.5f);
        reader.ReadDouble().Should().Be(-0.25);
        reader.ReadMetric().Should().Be(double.NaN);
        reader.ReadName().Should().Be("Größe");
        reader.ReadFloats(2).Should().Equal(2, -3);
        reader.ReadList("items", sizeof(byte), index => (index, reader.ReadByte()), minimum: 2).Should().Equal((0, 4), (1, 5));
        reader.RequireEnd();
        reader.Position.Should().Be(bytes.Length);
    }

    [Theory]
    [MemberData(nameof(CutFields))]
    public void Read_FieldThatIsCut_SaysHowManyBytesItNeeds(string field, byte[] bytes, string message)
        => FluentActions.Invoking(() => Read(Reader(bytes), field)).Should().Throw<FormatException>().WithMessage(message);

    [Fact]
    public void Read_BehindTheEndOfTheModel_IsRefusedThoughTheFileGoesOn()
    {
        var reader = new ModelReader(new BinaryReader(new MemoryStream(new byte[100])), sizeof(int));

        reader.ReadInt32().Should().Be(0);

        reader.RequireEnd();
        FluentActions.Invoking(() => reader.ReadByte()).Should().Throw<FormatException>().WithMessage("A byte needs 1 bytes, but only 0 are left.");
    }

    [Fact]
    public void ReadText_WhoseLengthIsBehindTheEnd_SaysThatNothingIsLeft()
    {
        var reader = new ModelReader(new BinaryReader(new MemoryStream([9, 0, 0])), end: 0);

        FluentActions.Invoking(reader.ReadText).Should().Throw<FormatException>().WithMessage("A text needs 9 bytes, but only 0 are left.");
    }

    [Fact]
    public void Read_ModelThatSaysToEndBehindTheFile_EndsWithTheFile()
    {
        var reader = new ModelReader(new BinaryReader(new MemoryStream(new byte[3])), end: 100);

        FluentActions.Invoking(reader.ReadInt32).Should().Throw<FormatException>().WithMessage("An integer needs 4 bytes, but only 3 are left.");
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Read_NumberThatIsNotFinite_IsRefused(float number)
    {
        var (single, wide) = (Bytes(writer => writer.Write(number)), Bytes(writer => writer.Write((double)number)));
        byte[] list = [.. new byte[sizeof(float)], .. single];

        FluentActions.Invoking(Reader(single).ReadSingle).Should().Throw<FormatException>().WithMessage("A number is *, but must be finite.");
        FluentActions.Invoking(Reader(wide).ReadDouble).Should().Throw<FormatException>().WithMessage("A number is *, but must be finite.");
        FluentActions.Invoking(() => Reader(list).ReadFloats(2)).Should().Throw<FormatException>().WithMessage("A number is *, but must be finite.");
        Reader(wide).ReadMetric().Should().Be(number);
    }

    [Fact]
    public void ReadBoolean_AnyOtherByte_IsRefused()
        => FluentActions.Invoking(Reader([2]).ReadBoolean).Should().Throw<FormatException>().WithMessage("2 is neither true nor false.");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(5000)]
    public void ReadText_AnyLength_IsTheWholeText(int length)
    {
        var text = string.Concat(Enumerable.Range(0, length).Select(index => (char)('a' + index % 26)));
        var reader = Reader(Bytes(writer => writer.Write(text)));

        reader.ReadText().Should().Be(text);
        reader.RequireEnd();
    }

    [Fact]
    public void ReadText_BytesThatAreNoText_IsRefused()
        => FluentActions.Invoking(Reader([1, 0xFF]).ReadText).Should().Throw<FormatException>().WithMessage("1 bytes are not text in UTF-8.");

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void ReadName_Blank_IsRefused(string name)
        => FluentActions.Invoking(Reader(Bytes(writer => writer.Write(name))).ReadName).Should().Throw<FormatException>()
            .WithMessage("The name of a column is blank.");

    [Fact]
    public void Read_LengthBelowZero_IsRefused()
    {
        FluentActions.Invoking(() => Reader([]).ReadFloats(-1)).Should().Throw<FormatException>().WithMessage("A list of numbers has the length -4.");
        FluentActions.Invoking(() => Reader(Bytes(writer => writer.Write7BitEncodedInt(-1))).ReadText()).Should().Throw<FormatException>()
            .WithMessage("A text has the length -1.");
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 1)]
    [InlineData(2, 3)]
    public void ReadCount_FewerItemsThanNeeded_IsRefused(int count, int minimum)
        => FluentActions.Invoking(() => Reader(Bytes(writer => writer.Write(count))).ReadCount("items", 1, minimum)).Should().Throw<FormatException>()
            .WithMessage($"There are {count} items, but at least {minimum} are needed.");

    [Fact]
    public void ReadCount_ItemsThatMayFollow_GivesTheirNumber()
        => Reader(Bytes(writer =>
        {
            writer.Write(3);
            writer.Write(new byte[3 * sizeof(double)]);
        })).ReadCount("items", sizeof(double), minimum: 3).Should().Be(3);

    [Fact]
    public void Spend_OperationsOfTheWholeFile_IsTheirLimit()
    {
        const int Length = 1000, Start = 100;
        using var stream = new MemoryStream(new byte[Length]) { Position = Start };
        var reader = new ModelReader(new BinaryReader(stream), Length - 50);

        reader.Spend(FreeOperations, "a network");
        reader.Spend(OperationsPerByte * (Length - 50 - Start), "a network");

        FluentActions.Invoking(() => reader.Spend(1, "a table")).Should().Throw<FormatException>()
            .WithMessage("A table is far larger than the weights in the file are.");
    }

    [Fact]
    public void Spend_NumberThatIsNone_IsRefused()
        => FluentActions.Invoking(() => Reader([]).Spend(double.NaN, "a table")).Should().Throw<FormatException>();

    [Fact]
    public void RequireEnd_BytesLeft_IsRefusedWithTheirNumber()
        => FluentActions.Invoking(Reader([1, 2]).RequireEnd).Should().Throw<FormatException>().WithMessage("2 bytes follow the end of the model.");

    private static object Read(ModelReader reader, string field) => field switch
    {
        "byte" => reader.ReadByte(),
        "Boolean" => reader.ReadBoolean(),
        "int" => reader.ReadInt32(),
        "long" => reader.ReadInt64(),
        "float" => reader.ReadSingle(),
        "double" => reader.ReadDouble(),
        "text" => reader.ReadText(),
        "floats" => reader.ReadFloats(3),
        _ => reader.ReadList("items", 2 * sizeof(byte), _ => reader.ReadByte()),
    };

    private static ModelReader Reader(byte[] bytes) => new(new BinaryReader(new MemoryStream(bytes)), bytes.Length);

    private static byte[] Bytes(Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8))
            write(writer);
        return stream.ToArray();
    }
}
