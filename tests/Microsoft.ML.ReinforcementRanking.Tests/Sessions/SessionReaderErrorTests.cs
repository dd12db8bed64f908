using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions;

/// <summary>Tests errors about bad input. Every message names the column, the row, the value, and the remedy.</summary>
public class SessionReaderErrorTests
{
    private static readonly SessionColumns Columns = new()
    {
        Features = "Features",
        Group = "Session",
        Responses = ["Watch"],
        Action = "Action",
        ActionFeatures = "ActionFeatures",
        Propensity = "Propensity",
        Weight = "Weight",
    };

    public static TheoryData<string, string> WrongColumns => new()
    {
        { "Features:Nowhere", "*features column 'Nowhere'*The data has these columns: *Features, *Session*Name one of them*" },
        { "Features:Watch", "*features column 'Watch': expected a vector of Single of known size (*Concatenate), got Single*" },
        { "Features:UnsizedFeatures", "*features column 'UnsizedFeatures': expected a vector of Single of known size*got Vector<Single>*" },
        { "Group:Nowhere", "*session column 'Nowhere'*" },
        { "Group:Watch", "*session column 'Watch': expected a key, an integer or text, got Single*" },
        { "Response:Nowhere", "*response column 'Nowhere'*" },
        { "Response:Session", "*response column 'Session': expected Single, Double, Boolean or an integer (map words such as *MapValue*), got String*" },
        { "Action:Nowhere", "*action column 'Nowhere'*" },
        { "Action:Watch", "*action column 'Watch': expected text, an integer, *ConvertType), got Single*" },
        { "Action:UnboundedAction", "*action column 'UnboundedAction': expected text, an integer, *MapValueToKey), got Key<UInt32, 0-4294967294>*" },
        { "ActionFeatures:Nowhere", "*action features column 'Nowhere'*" },
        { "ActionFeatures:UnsizedFeatures", "*action features column 'UnsizedFeatures': expected a vector of Single of known size*" },
        { "Propensity:Nowhere", "*propensity column 'Nowhere'*" },
        { "Propensity:Click", "*propensity column 'Click': expected Single or Double (*ConvertType), got Boolean*" },
        { "Weight:Nowhere", "*weight column 'Nowhere'*" },
        { "Weight:Session", "*weight column 'Session': expected Single, Double or an integer (*), got String*" },
    };

    [Theory]
    [MemberData(nameof(WrongColumns))]
    public void Check_WrongColumn_NamesRoleColumnExpectedAndActual(string roleAndColumn, string message)
    {
        var parts = roleAndColumn.Split(':');
        var columns = parts[0] switch
        {
            "Features" => Columns with { Features = parts[1] },
            "Group" => Columns with { Group = parts[1] },
            "Response" => Columns with { Responses = ["Watch", parts[1]] },
            "Action" => Columns with { Action = parts[1] },
            "ActionFeatures" => Columns with { ActionFeatures = parts[1] },
            "Propensity" => Columns with { Propensity = parts[1] },
            _ => Columns with { Weight = parts[1] },
        };

        var check = () => columns.Check(LogRow.Host(), LogRow.View().Schema);

        check.Should().Throw<ArgumentOutOfRangeException>().WithMessage(message);
    }

    [Theory]
    [InlineData(null, "*action features column 'ActionFeatures'*no action column*Name the column of the action*")]
    [InlineData("ActionVector", "*action column 'ActionVector': expected text, an integer, or a key*got Vector<Single, 2>*")]
    public void Check_ActionFeaturesWithoutKeyAction_SaysWhatTheyNeed(string? action, string message)
    {
        var check = () => (Columns with { Action = action }).Check(LogRow.Host(), LogRow.View().Schema);

        check.Should().Throw<ArgumentOutOfRangeException>().WithMessage(message);
    }

    [Fact]
    public void Check_AllRolesServed_Passes() => Columns.Check(LogRow.Host(), LogRow.View().Schema);

    [Fact]
    public void Read_WrongColumn_FailsBeforeReading()
    {
        var read = () => LogRow.Read(Columns with { Features = "Nowhere" });

        read.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Read_NoRows_SaysSo() => Failure().Should().Match("The data has no rows.*Check the source*");

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "Infinity")]
    [InlineData(float.NegativeInfinity, "-Infinity")]
    public void Read_FeaturesNotFinite_NamesRowSlotAndValue(float value, string written) =>
        Failure(new LogRow(), new LogRow { Features = [0, 0, value] })
            .Should().Match($"Row 1 (the first row is 0*), features column 'Features': slot 2 is {written}, but it must be finite. *ReplaceMissingValues*");

    [Fact]
    public void Read_FeaturesOfAnotherLength_NamesBothLengths() =>
        Failure(new LogRow { Features = [1, 2] })
            .Should().Match("Row 0 *features column 'Features': the vector has 2 values, but the column declares 3. *");

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.NegativeInfinity, "-Infinity")]
    public void Read_ResponseNotFinite_NamesRowAndValue(float value, string written) =>
        Failure(new LogRow(), new LogRow(), new LogRow { Watch = value })
            .Should().Match($"Row 2 *response column 'Watch': the value is {written}, but it must be finite. *ReplaceMissingValues*");

    [Theory]
    [InlineData(-0.5f, "-0.5")]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "Infinity")]
    public void Read_WeightOutOfRange_NamesRowAndValue(float value, string written) =>
        Failure(new LogRow { Weight = value })
            .Should().Match($"Row 0 *weight column 'Weight': the value is {written}, but it must be finite and at least 0. *weight of 0*");

    [Theory]
    [InlineData(0f, "0")]
    [InlineData(-0.1f, "-0.1")]
    [InlineData(1.5f, "1.5")]
    [InlineData(float.NaN, "NaN")]
    public void Read_PropensityOutOfRange_NamesRowAndValue(float value, string written) =>
        Failure(new LogRow(), new LogRow { Propensity = value })
            .Should().Match($"Row 1 *propensity column 'Propensity': the value is {written}, but it must be above 0 and at most 1. *Drop rows*");

    [Theory]
    [InlineData(0f, "0")]
    [InlineData(float.PositiveInfinity, "Infinity")]
    public void Read_DensityOutOfRange_NamesRowAndValue(float value, string written) =>
        FailureOf(Columns with { Action = "ActionVector", ActionFeatures = null }, new LogRow { Propensity = value })
            .Should().Match($"Row 0 *propensity column 'Propensity': the value is {written}, but it must be finite and above 0. *");

    [Fact]
    public void Read_ActionVectorNotFinite_NamesRowSlotAndValue() =>
        FailureOf(Columns with { Action = "ActionVector", ActionFeatures = null }, new LogRow { ActionVector = [0, float.NaN] })
            .Should().Match("Row 0 *action column 'ActionVector': slot 1 is NaN, but it must be finite. *");

    [Fact]
    public void Read_ActionKeyZero_SaysThatItIsMissing() =>
        Failure(new LogRow(), new LogRow { Action = 5 })
            .Should().Match(
                "Row 1 *action column 'Action': the key is 0, which means a missing value, but it must be from 1 to 5. *[KeyType(5)] takes 0 to 4, and 5 "
                    + "becomes "
                + "missing*FilterRowsByMissingValues*");

    [Fact]
    public void Read_ActionFeaturesNotFinite_NamesRowSlotAndValue() =>
        Failure(new LogRow { ActionFeatures = [float.NaN, 0] })
            .Should().Match("Row 0 *action features column 'ActionFeatures': slot 0 is NaN, but it must be finite. *");

    [Fact]
    public void Read_ActionFeaturesThatChange_NamesBothRowsAndValues() =>
        Failure(new LogRow { Action = 3, ActionFeatures = [1, 2] }, new LogRow { Action = 2 }, new LogRow { Action = 3, ActionFeatures = [1, 2.5f] })
            .Should().Match(
                "Row 2 *action features column 'ActionFeatures': action key 4 has 2.5 in slot 1, but it had 2 in row 0. *into the features of the state.*");

    /// <summary>ML.NET gives vectors with many zeros in sparse form, in which the slots count as well as the values.</summary>
    [Fact]
    public void Read_SparseActionFeaturesThatChange_NamesTheSlot()
    {
        var read = (params VBuffer<float>[] features) => SessionReader.Read(LogRow.Host(),
            new MLContext(1).Data.LoadFromEnumerable(features.Select(vector => new SparseRow { ActionFeatures = vector })),
            new() { Features = "Features", Action = "Action", ActionFeatures = "ActionFeatures" });

        read(new(2, 1, [5], [1]), new(2, [0, 5]), new(2, 2, [0, 5], [0, 1])).ActionFeatures!.RowCount.Should().Be(1, "the vectors are equal");
        FluentActions.Invoking(() => read(new(2, 1, [5], [1]), new(2, 1, [5], [0]))).Should().Throw<InvalidOperationException>()
            .WithMessage("Row 1 *action features column 'ActionFeatures': action key 1 has 5 in slot 0, but it had 0 in row 0. *");
    }

    [Theory]
    [InlineData(new float[] { 0, 0 }, "the smallest is 0 and the sum 0")]
    [InlineData(new[] { 0.25f, 0.5f }, "the smallest is 0.25 and the sum 0.75")]
    [InlineData(new[] { -0.5f, 1.5f }, "the smallest is -0.5 and the sum 1")]
    public void Read_ProbabilitiesThatAreNone_NamesTheSmallestAndTheSum(float[] probabilities, string problem)
    {
        int[] slots = [.. probabilities.Index().Where(slot => slot.Item != 0).Select(slot => slot.Index)];
        var row = new SparseRow { ActionFeatures = new(2, slots.Length, [.. slots.Select(slot => probabilities[slot])], slots) };
        var read = () => SessionReader.Read(LogRow.Host(), new MLContext(1).Data.LoadFromEnumerable([row]),
            new() { Features = "Features", ActionProbabilities = "ActionFeatures" });

        read.Should().Throw<InvalidOperationException>()
            .WithMessage($"Row 0 *action probabilities column 'ActionFeatures': the probabilities must be at least 0 and sum to 1, but {problem}. *");
    }

    [Fact]
    public void Read_EmptySessionText_SaysThatItIsMissing() =>
        Failure(new LogRow(), new LogRow { Session = "" })
            .Should().Match("Row 1 *session column 'Session': the value is empty text, which means a missing value. Give every row a value*");

    [Fact]
    public void Read_SessionKeyZero_SaysThatItIsMissing() =>
        FailureOf(Columns with { Group = "SessionKey" }, new LogRow { SessionKey = 9 })
            .Should().Match("Row 0 *session column 'SessionKey': the value is key 0, which means a missing value. *");

    private static string Failure(params LogRow[] rows) => FailureOf(Columns, rows);

    private static string FailureOf(SessionColumns columns, params LogRow[] rows)
    {
        var read = () => LogRow.Read(columns, rows);
        return read.Should().Throw<InvalidOperationException>().Which.Message;
    }

    private sealed class SparseRow
    {
        [VectorType(1)]
        public float[] Features { get; set; } = [1];

        [KeyType(1)]
        public uint Action { get; set; }

        [VectorType(2)]
        public VBuffer<float> ActionFeatures { get; set; }
    }
}
