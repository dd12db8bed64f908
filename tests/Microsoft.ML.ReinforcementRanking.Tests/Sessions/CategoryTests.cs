using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Equations;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions;

/// <summary>Tests categorical fields from the column of the user to the tensors. The value is the number of the key, or 0 if it is unknown.</summary>
public class CategoryTests
{
    private static readonly Row[] Rows =
    [
        new() { Byte = 0, UInt = 2, ULong = 3, Tags = [5, 0, 1], Pair = [2, 3] },
        new() { Byte = 4, UInt = 4, ULong = 4, Tags = [], Pair = [0, 6] },
        new() { Byte = 5, UInt = 5, ULong = 5, Tags = [6, 4, 0], Pair = [0, 1] },
        new() { Byte = 255, UInt = uint.MaxValue, ULong = ulong.MaxValue, Tags = [uint.MaxValue], Pair = [5, 5] },
    ];

    [Theory]
    [InlineData("Byte", 0)]
    [InlineData("UShort", 2)]
    [InlineData("UInt", 2)]
    [InlineData("ULong", 3)]
    public void Read_KeyOfAnyType_IsItsNumberAndZeroWhereMissing(string column, int first)
    {
        var field = Read(column)[0];

        field.Count.Should().Be(1 + 5, "five values and the unknown one");
        field.Starts.Should().BeNull("every row has one value");
        // A key in memory counts from 0, and a key in a column counts from 1. A key at or above the count is missing.
        field.Indices.Should().Equal(first + 1, 4 + 1, 0, 0);
        field[1].ToArray().Should().Equal(5);
    }

    [Theory]
    [InlineData("Tags", new[] { 5, 1 }, new[] { 0 }, new[] { 4 }, new[] { 0 })]
    [InlineData("Pair", new[] { 2, 3 }, new[] { 0 }, new[] { 1 }, new[] { 5, 5 })]
    public void Read_VectorOfKeys_LeavesPaddingOutUnlessThereIsNothingElse(string column, params int[][] expected)
    {
        // A vector of keys in memory is read unchanged: 0 is missing, and so is a key above the count.
        var field = Read(column)[0];

        field.Count.Should().Be(1 + 5);
        field.Starts.Should().HaveCount(Rows.Length + 1);
        Enumerable.Range(0, Rows.Length).Select(row => field[row].ToArray()).Should().BeEquivalentTo(expected, options => options.WithStrictOrdering());
    }

    [Fact]
    public void Read_SparseVectorOfKeys_SkipsWhatIsNotThere()
    {
        // The vector has four slots. Two have a key, and the others are missing.
        var context = new MLContext(1);
        var view = context.Data.LoadFromEnumerable([new SparseRow { Keys = new(4, 2, [2u, 4u], [1, 3]) }, new SparseRow { Keys = new(4, 0, [], []) }]);

        var field = SessionReader.Read(LogRow.Host(), view, new() { Features = "Features", Categories = ["Keys"] }).Categories[0];

        field[1].ToArray().Should().Equal(0);
        field[0].ToArray().Should().Equal(2, 4);
    }

    [Fact]
    public void Read_NoFields_HasNone() => Read().Should().BeEmpty();

    [Fact]
    public void Read_SeveralFields_KeepsTheirOrder()
        => Read("Tags", "UInt", "Byte").Select(field => field[0].ToArray()).Should()
            .BeEquivalentTo(new int[][] { [5, 1], [3], [1] }, options => options.WithStrictOrdering());

    [Theory]
    [InlineData("Nowhere", "*categorical column 'Nowhere'. The data has these columns: *")]
    [InlineData("Number",
        "*categorical column 'Number': expected a key of known cardinality or a vector of such keys (map values with *MapValueToKey), got Int32*")]
    [InlineData("Features", "*categorical column 'Features': expected a key of known cardinality or a vector of such keys*got Vector<Single, 1>*")]
    [InlineData("Unbounded", "*categorical column 'Unbounded': expected a key of known cardinality*got Key<UInt32, 0-4294967294>*")]
    public void Read_WrongColumn_NamesRoleColumnAndTypes(string column, string message)
    {
        var read = () => Read(column);

        read.Should().Throw<ArgumentOutOfRangeException>().WithMessage(message);
    }

    [Fact]
    public void Categories_OfABatch_AreItsRowsValuesInOrder()
    {
        using var session = Tabular.OpenTorch(1);
        var data = SessionReader.Read(LogRow.Host(), View(), new() { Features = "Features", Group = "Number", Categories = ["UInt", "Tags"] });

        var batch = new TransitionBatch(data, [2, 0, 1], CPU);

        Longs(batch.Categories()[0].Indices).Should().Equal(0, 3, 5);
        batch.Categories()[0].Starts.Should().BeNull();
        Longs(batch.Categories()[1].Indices).Should().Equal(4, 5, 1, 0);
        Longs(batch.Categories()[1].Starts!).Should().Equal(0, 1, 3);
        // All rows belong to one session. The successors of rows 2, 0, and 1 are 3, 1, and 2.
        Longs(batch.Next().Categories()[1].Indices).Should().Equal(0, 0, 4);
        Longs(batch.Next().Categories()[1].Starts!).Should().Equal(0, 1, 2);
    }

    private static long[] Longs(Tensor values) => values.data<long>().ToArray();

    private static IDataView View()
    {
        // ML.NET creates keys of UInt16 from other keys, but not from a property.
        var (context, data) = (new MLContext(1), new MLContext(1).Data.LoadFromEnumerable(Rows));
        return context.Transforms.Conversion.ConvertType("UShort", "UInt", DataKind.UInt16).Fit(data).Transform(data);
    }

    private static CategoryTable[] Read(params string[] columns)
        => SessionReader.Read(LogRow.Host(), View(), new() { Features = "Features", Categories = columns }).Categories;

    private sealed class Row
    {
        [VectorType(1)]
        public float[] Features { get; set; } = [1];

        public int Number { get; set; }

        [KeyType(5)]
        public byte Byte { get; set; }

        [KeyType(5)]
        public uint UInt { get; set; }

        [KeyType(5)]
        public ulong ULong { get; set; }

        [KeyType(5)]
        public uint[] Tags { get; set; } = [];

        [KeyType(5)]
        [VectorType(2)]
        public uint[] Pair { get; set; } = [0, 0];

        [KeyType(uint.MaxValue)]
        public uint Unbounded { get; set; }
    }

    private sealed class SparseRow
    {
        [VectorType(1)]
        public float[] Features { get; set; } = [1];

        [KeyType(5)]
        [VectorType(4)]
        public VBuffer<uint> Keys { get; set; }
    }
}
