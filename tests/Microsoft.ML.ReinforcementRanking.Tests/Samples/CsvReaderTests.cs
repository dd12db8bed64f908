using ShortVideo.Data;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

public sealed class CsvReaderTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Read_QuotedFields_MayHoldCommasQuotesAndLineBreaks()
    {
        ReadAll("name,\"full, text\"\na,\"1,2\"\n\nb,\"say \"\"x\"\"\nand y\"\r\nc,\n").Should().Equal("a|1,2", "b|say \"x\"\nand y", "c|");
    }

    [Fact]
    public void Columns_QuotedNames_AreUnquoted()
    {
        File.WriteAllText(_path, "name,\"full, text\"\n");
        using var csv = new CsvReader(_path);

        csv.Columns.Should().Equal("name", "full, text");
        csv.Column("full, text").Should().Be(1);
    }

    [Theory]
    [InlineData("a,b\n1,\"2\n3\"\n4\n", "*(4): The number of fields is 1, but the header has 2 columns.")]
    [InlineData("a,b\n1,2\n3,\"4\n5,6\n", "*(3): A quote is not closed.")]
    [InlineData("a,\"b\n1,2\n", "*(1): A quote is not closed.")]
    [InlineData("", "* is empty. Its first line must contain the names of the columns.")]
    public void Read_BadText_NamesTheLine(string text, string message)
        => FluentActions.Invoking(() => ReadAll(text)).Should().Throw<InvalidDataException>().WithMessage(message);

    [Fact]
    public void Integer_ReadTwice_IsTheSame()
    {
        File.WriteAllText(_path, "a,b\n\"12\",\"x\"\n");
        using var csv = new CsvReader(_path);
        csv.Read().Should().BeTrue();

        (csv.Integer(0), csv.Integer(0), csv.Text(1), csv.Text(1)).Should().Be((12, 12, "x", "x"));
        csv.Error(1, "is wrong").Message.Should().EndWith("(2): Column 'b': 'x' is wrong.");
    }

    private List<string> ReadAll(string text)
    {
        File.WriteAllText(_path, text);
        using var csv = new CsvReader(_path);
        var rows = new List<string>();
        while (csv.Read())
            rows.Add(string.Join('|', Enumerable.Range(0, csv.Columns.Count).Select(csv.Text)));
        return rows;
    }
}
