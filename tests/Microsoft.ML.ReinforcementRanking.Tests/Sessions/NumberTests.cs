using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions;

/// <summary>Tests responses, weights, and propensities of every numeric type, and errors about invalid ones.</summary>
public class NumberTests
{
    private static readonly MLContext Context = new(1);

    [Fact]
    public void Read_ResponseOfAnyNumber_GivesItsValues()
    {
        Responses(1f, 0f, 3f).Should().Equal(1, 0, 3);
        Responses(1d, 0.5, 3).Should().Equal(1, 0.5f, 3);
        Responses(true, false, true).Should().Equal(1, 0, 1);
        Responses<byte>(1, 0, 255).Should().Equal(1, 0, 255);
        Responses<sbyte>(1, 0, -3).Should().Equal(1, 0, -3);
        Responses<short>(1, 0, -3).Should().Equal(1, 0, -3);
        Responses<ushort>(1, 0, 3).Should().Equal(1, 0, 3);
        Responses(1, 0, -3).Should().Equal(1, 0, -3);
        Responses(1U, 0U, 3U).Should().Equal(1, 0, 3);
        Responses(1L, 0L, 1L << 40).Should().Equal(1, 0, 1L << 40);
        Responses(1UL, 0UL, 3UL).Should().Equal(1, 0, 3);
    }

    [Fact]
    public void Read_WeightsAndPropensitiesOfDouble_GivesTheirValues()
    {
        var data = Read(new Row<double>[] { new() { Value = 0.25 }, new() { Value = 1 } }, Columns with { Weight = "Value", Propensity = "Value" });

        data.Weights.Should().Equal(0.25f, 1);
        data.Propensities.Should().Equal(0.25f, 1);
    }

    [Theory]
    [InlineData(8.3, "the value is 8.3, but it must be above 0 and at most 1. The column seems to contain percentages. Divide it by 100. *")]
    [InlineData(100, "the value is 100, but it must be above 0 and at most 1. The column seems to contain percentages. Divide it by 100. *")]
    [InlineData(101, "the value is 101, but it must be above 0 and at most 1. A propensity is *")]
    [InlineData(0, "the value is 0, but it must be above 0 and at most 1. A propensity is *EstimatePropensities.")]
    [InlineData(1e-60, "the value is 1E-60, which is 0 in single precision, but it must be above 0 and at most 1. A propensity is *")]
    public void Read_BadPropensity_SaysWhatItLooksLike(double propensity, string problem)
    {
        const string Row = "Row 1 (the first row is 0; User 'u1', Value *), propensity column 'Value': ";
        var doubles = () => Read(new Row<double>[] { new() { Value = 0.5 }, new() { User = "u1", Value = propensity } }, Columns with { Propensity = "Value" });

        doubles.Should().Throw<InvalidOperationException>().WithMessage(Row + problem);
    }

    [Fact]
    public void Read_ResponseBeyondSingle_SaysSo()
    {
        var read = () => Responses(1, 1e300);

        read.Should().Throw<InvalidOperationException>().WithMessage("Row 1 *the value is 1E+300, which is * in single precision, but it must be finite. *");
    }

    [Fact]
    public void Read_BinaryResponseOfOtherNumbers_NamesRowAndWaysOut()
    {
        var read = () => Read(new Row<int>[] { new() { Value = 1 }, new() { Value = 2 } }, Columns with { Responses = ["Value"], BinaryResponses = ["Value"] });

        read.Should().Throw<InvalidOperationException>().WithMessage("Row 1 *response column 'Value': the value is 2, but it must be 0 or 1. *");
    }

    [Theory]
    [InlineData("yes", "no")]
    [InlineData("1", "0")]
    public void Read_TextResponse_NamesTheRemedyThatWorks(string positive, string negative)
    {
        Row<string>[] rows = [new() { Value = positive }, new() { Value = negative }];
        var data = Context.Data.LoadFromEnumerable(rows);
        var mapping = Context.Transforms.Conversion.MapValue("Value", new Dictionary<string, bool> { [positive] = true, [negative] = false }, "Value");

        var read = () => Read(rows, Columns with { Responses = ["Value"] });

        read.Should().Throw<ArgumentOutOfRangeException>().WithMessage(
            "*expected Single, Double, Boolean or an integer (map words such as \"yes\" and \"no\" *MapValue, and parse digits *ConvertType), got String*");
        SessionReader.Read(LogRow.Host(), mapping.Fit(data).Transform(data), Columns with { Responses = ["Value"] }).Responses[0].Should().Equal(1, 0);
    }

    [Fact]
    public void Read_WithoutASessionColumn_MakesEveryRowASession()
    {
        var data = Read(new Row<float>[] { new(), new(), new() }, Columns);

        data.SessionCount.Should().Be(3);
        data.SessionOfRow.Should().Equal(0, 1, 2);
        data.NextRow.Should().Equal(-1, -1, -1);
    }

    private static readonly SessionColumns Columns = new() { Features = "Features" };

    private static Column<float> Responses<T>(params T[] values) =>
        Read(values.Select(value => new Row<T> { Value = value }), Columns with { Responses = ["Value"] }).Responses[0];

    private static SessionDataset Read<T>(IEnumerable<Row<T>> rows, SessionColumns columns) =>
        SessionReader.Read(LogRow.Host(), Context.Data.LoadFromEnumerable(rows), columns);

    private sealed class Row<T>
    {
        [Data.VectorType(1)]
        public float[] Features { get; set; } = [0];

        public string User { get; set; } = "u0";

        public T Value { get; set; } = default!;
    }
}
