using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions;

/// <summary>Tests what is said of numbers that the text loader could not parse. It reads some of them as NaN, as if they were missing.</summary>
public sealed class UnparsedNumberTests : IDisposable
{
    private const string InEveryRow = "The value is NaN in every row, so the source probably has text, decimal commas or thousands separators here. "
        + "Set TextLoader.Options.DecimalMarker to ',' for decimal commas. *MapValue or CustomMapping.";

    private const string InThisRow =
        "*ReplaceMissingValues*If the source has a value in this row, it could not be parsed. Set TextLoader.Options.DecimalMarker *";

    private readonly string _file = Path.GetTempFileName();

    [Theory]
    [InlineData(0, "features column 'Features': slot 0 is NaN, but it must be finite. ")]
    [InlineData(2, "response column 'Watch': the value is NaN, but it must be finite. ")]
    [InlineData(3, "propensity column 'Propensity': the value is NaN, but it must be above 0 and at most 1. ")]
    [InlineData(4, "weight column 'Weight': the value is NaN, but it must be finite and at least 0. ")]
    public void Read_DecimalCommasInAColumn_NamesTheMarker(int field, string problem)
    {
        var lines = Lines((number, text) => number == field ? text.Replace('.', ',') : text);

        Reading(lines).Should().Throw<InvalidOperationException>().WithMessage($"Row 0 (*), {problem}{InEveryRow}");
    }

    [Fact]
    public void Read_DecimalCommasWithTheMarker_GivesTheNumbers() =>
        Read(Lines((_, text) => text.Replace('.', ',')), decimalMarker: ',').Responses.Should().BeEquivalentTo(Read(Lines()).Responses);

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Read_TextInARow_SaysThatItIsMissingOrUnparsed(int line)
    {
        var lines = Lines();
        lines[line] = lines[line].Replace("0.5", "NaN");

        Reading(lines).Should().Throw<InvalidOperationException>().WithMessage($"Row {line} (*), features column 'Features': slot 0 is NaN, {InThisRow}");
    }

    [Fact]
    public void Require_ProbabilityOfAModelIsNaN_DoesNotSpeakOfTheSource()
    {
        var rows = new RowDescription(new MLContext(1).Data.LoadFromEnumerable(new[] { new Scored(), new Scored() }));
        var column = ColumnRole.Probability.Require(LogRow.Host(), rows, nameof(Scored.Probability));
        var require = () => NumberRule.Probability.Require(column, 0, double.NaN);

        require.Should().Throw<InvalidOperationException>().Which.Message.Should().NotContain("DecimalMarker");
    }

    public void Dispose() => File.Delete(_file);

    private static string[] Lines(Func<int, string, string>? change = null) =>
        [.. Enumerable.Range(1, 4).Select(row => string.Join(';', new[] { "0.5", "0.25", $"{row}.5", "0.5", "1.5" }
            .Select((text, field) => change is null ? text : change(field, text)).Append($"{row / 2}")))];

    private Action Reading(string[] lines) => () => Read(lines);

    private SessionDataset Read(string[] lines, char decimalMarker = '.')
    {
        File.WriteAllLines(_file, lines);
        var loader = new MLContext(1).Data.CreateTextLoader(new TextLoader.Options
        {
            Separators = [';'],
            DecimalMarker = decimalMarker,
            Columns =
            [
                new("Features", DataKind.Single, 0, 1), new("Watch", DataKind.Single, 2), new("Propensity", DataKind.Single, 3),
                new("Weight", DataKind.Single, 4), new("Group", DataKind.Int32, 5),
            ],
        });
        return SessionReader.Read(LogRow.Host(), loader.Load(_file),
            new SessionColumns { Features = "Features", Group = "Group", Responses = ["Watch"], Propensity = "Propensity", Weight = "Weight" });
    }

    private sealed class Scored
    {
        public float Probability { get; set; } = float.NaN;
    }
}
