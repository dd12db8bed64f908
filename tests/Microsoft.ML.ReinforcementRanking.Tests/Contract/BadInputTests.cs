using System.Globalization;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Tests errors about bad columns and bad rows. Each names the role, the column, the row, the value, and the remedy.</summary>
public class BadInputTests
{
    private readonly MLContext _context = new(1);

    [Theory]
    [InlineData("Features", "*features column 'Nowhere'. The data has these columns: *Name one of them*")]
    [InlineData("Label", "*response column 'Nowhere'. The data has these columns: *Name one of them*")]
    [InlineData("Response", "*response column 'Nowhere'. The data has these columns: *")]
    [InlineData("Action", "*action column 'Nowhere'. The data has these columns: *")]
    [InlineData("ActionFeatures", "*action features column 'Nowhere'. The data has these columns: *")]
    [InlineData("Group", "*session column 'Nowhere'. The data has these columns: *")]
    [InlineData("Propensity", "*propensity column 'Nowhere'. The data has these columns: *")]
    [InlineData("Weight", "*weight column 'Nowhere'. The data has these columns: *")]
    public void Fit_MissingColumn_NamesRoleAndColumns(string role, string message)
        => Fitting(Named(role, "Nowhere"), ContractLog.Rows).Should().Throw<ArgumentOutOfRangeException>().WithMessage(message);

    [Theory]
    [InlineData("Features", "Label", "*features column 'Label': expected a vector of Single of known size (*Concatenate), got Single*")]
    [InlineData("Features", "Unsized", "*features column 'Unsized': expected a vector of Single of known size*got Vector<Single>*")]
    [InlineData("Label", "GroupText",
        "*response column 'GroupText': expected Single, Double, Boolean or an integer (map words such as *MapValue*), got String*")]
    [InlineData("Response", "Features",
        "*response column 'Features': expected Single, Double, Boolean or an integer (convert with *ConvertType), got Vector<Single, 4>*")]
    [InlineData("Action", "Label", "*action column 'Label': expected text, an integer, a key *Single of known size (*ConvertType), got Single*")]
    [InlineData("ActionFeatures", "Unsized", "*action features column 'Unsized': expected a vector of Single of known size*")]
    [InlineData("Group", "Label", "*session column 'Label': expected a key, an integer or text, got Single*")]
    [InlineData("Propensity", "Click", "*propensity column 'Click': expected Single or Double (*ConvertType), got Boolean*")]
    [InlineData("Weight", "GroupText", "*weight column 'GroupText': expected Single, Double or an integer (*), got String*")]
    public void Fit_WrongType_NamesRoleColumnExpectedAndActual(string role, string column, string message)
        => Fitting(Named(role, column), ContractLog.Rows).Should().Throw<ArgumentOutOfRangeException>().WithMessage(message);

    [Fact]
    public void Fit_MissingColumnInAPipeline_SaysTheSame()
    {
        var pipeline = _context.Transforms.NormalizeMinMax("Features").Append(_context.Ranking.Trainers.Tscac(Named("Features", "Nowhere")));

        var fit = () => pipeline.Fit(_context.View());

        fit.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*features column 'Nowhere'. The data has these columns: *Name one of them*");
    }

    [Theory]
    [InlineData("Group", "Nowhere", "*session column 'Nowhere'. The data has these columns: *")]
    [InlineData("Features", "Unsized", "*features column 'Unsized': expected a vector of Single of known size (*Concatenate), got VarVector<Single>*")]
    [InlineData("Action", "Label", "*action column 'Label': expected text, an integer, a key *Single of known size (*ConvertType), got Single*")]
    [InlineData("Action", "Unsized", "*action column 'Unsized': expected text, an integer, a key *Single of known size (*)*got VarVector<Single>*")]
    [InlineData("Label", "GroupId", "*response column 'GroupId': expected Single, Double, Boolean or an integer (convert with *ConvertType), got Key<UInt32>*")]
    public void GetOutputSchema_BadColumn_SaysWhatFitWould(string role, string column, string message)
    {
        var promise = () => _context.Ranking.Trainers.Tscac(Named(role, column)).GetOutputSchema(_context.View().Schema.ToShape());

        promise.Should().Throw<ArgumentOutOfRangeException>().WithMessage(message);
    }

    [Fact]
    public void Fit_NoSessionColumn_NamesGroupSessions()
    {
        const string Message = "*Could not find the session column 'Nowhere'. *Name the column, make one with mlContext.Data.GroupSessions, or set "
            + "RowGroupColumnName to null where every row is a session.*";
        var promise = () => _context.Ranking.Trainers.Tscac(Named("Group", "Nowhere")).GetOutputSchema(_context.View().Schema.ToShape());

        Fitting(Named("Group", "Nowhere"), ContractLog.Rows).Should().Throw<ArgumentOutOfRangeException>().WithMessage(Message);
        promise.Should().Throw<ArgumentOutOfRangeException>().WithMessage(Message);
    }

    [Fact]
    public void Fit_HiddenColumns_AreListedOnce()
    {
        var data = _context.Transforms.NormalizeMinMax("Features").Fit(_context.View()).Transform(_context.View());
        var fit = () => _context.Ranking.Trainers.Tscac(Named("Label", "Nowhere")).Fit(data);

        fit.Should().Throw<ArgumentOutOfRangeException>().Which.Message.Split("Features, ").Should().HaveCount(3, "Features and ActionFeatures are listed");
    }

    public static TheoryData<string, string> BadRows => new()
    {
        { "missing action",
            "Row 7 *action column 'Action': the key is 0, which means a missing value, but it must be from 1 to *. *FilterRowsByMissingValues*" },
        { "NaN feature", "Row 7 *features column 'Features': slot 2 is NaN, but it must be finite. *ReplaceMissingValues*" },
        { "infinite feature", "Row 7 *features column 'Features': slot 2 is -Infinity, but it must be finite. *division by zero*" },
        { "NaN label", "Row 7 *response column 'Label': the value is NaN, but it must be finite. *" },
        { "infinite response", "Row 7 *response column 'Weight': the value is Infinity, but it must be finite. *" },
        { "negative propensity", "Row 7 *propensity column 'Propensity': the value is -0.5, but it must be above 0 and at most 1. *" },
        { "large propensity", "Row 7 *propensity column 'Propensity': the value is 1.5, but it must be above 0 and at most 1. *" },
        { "no session", "Row 7 *session column 'GroupText': the value is empty text, which means a missing value. *" },
        { "other action features", "Row * *action features column 'ActionFeatures': action key * has *but it had *must depend on the action only*" },
    };

    [Theory]
    [MemberData(nameof(BadRows))]
    public void Fit_BadRow_NamesRowColumnValueAndRemedy(string defect, string message)
    {
        var rows = ContractLog.Draw(seed: 1);
        Spoil(rows[7], defect);
        var options = new TscacRankingTrainer.Options
        {
            RowGroupColumnName = "GroupText",
            AuxiliaryResponses = [new("Weight")],
            PropensityColumnName = "Propensity",
            ActionFeatureColumnName = "ActionFeatures",
        };

        Fitting(options, rows).Should().Throw<InvalidOperationException>().WithMessage(message);
    }

    [Fact]
    public void Fit_NegativeWeight_NamesRowAndValue()
    {
        var rows = ContractLog.Draw(seed: 1);
        rows[7].Weight = -1;

        Fitting(Named("Weight", "Weight"), rows).Should().Throw<InvalidOperationException>()
            .WithMessage("Row 7 *weight column 'Weight': the value is -1, but it must be finite and at least 0. *weight of 0*");
    }

    [Fact]
    public void Fit_NoWeightAboveZero_NamesTheColumn()
        => Fitting(Named("Weight", "Weight"), Changed(row => row.Weight = 0)).Should().Throw<InvalidOperationException>()
            .WithMessage("The weight column 'Weight' is 0 in all *rows*");

    [Fact]
    public void Fit_NoRows_SaysSo()
        => Fitting(new(), []).Should().Throw<InvalidOperationException>().WithMessage("The data has no rows. Check the source*");

    [Fact]
    public void Fit_NoSessionOfTwoRows_NamesTheColumnAndTheWaysOut()
    {
        var number = 0;
        var rows = Changed(row => row.GroupNumber = number++);

        Fitting(Named("Group", "GroupNumber"), rows).Should().Throw<InvalidOperationException>()
            .WithMessage(
                "No session has two rows: the session column 'GroupNumber' has a different value in each of 300 rows. *GroupSessions*or set the discount "
                    + "factors "
                + "to 0.");
        Fitting(new() { RowGroupColumnName = "GroupNumber", DiscountFactor = 0, NumberOfStageOneEpochs = 1, NumberOfStageTwoEpochs = 1 }, rows).Should()
            .NotThrow();
    }

    [Fact]
    public void Fit_ConstantResponse_NamesColumnAndValue()
        => Fitting(Named("Response", "Click"), Changed(row => row.Click = true)).Should().Throw<InvalidOperationException>()
            .WithMessage("The response column 'Click' is 1 in all 300 rows*Leave it out*");

    [Fact]
    public void Fit_CatalogWithoutAnAction_NamesTheAction()
    {
        ContractRow[] catalog = [.. Enumerable.Range(0, ContractLog.ActionCount).Where(action => action != 3)
            .Select(action => new ContractRow { Action = (uint)action })];
        var options = new TscacRankingTrainer.Options { ActionFeatureColumnName = "ActionFeatures", ActionCatalog = _context.View(catalog) };

        Fitting(options, ContractLog.Rows).Should().Throw<InvalidOperationException>()
            .WithMessage("Action key 4 of 6 has no row in the catalog's action column 'Action'. Give every action*");
    }

    [Fact]
    public void Fit_MatchedVectorsLongerThanTheState_NamesBothColumns()
    {
        var options = new TscacRankingTrainer.Options { ActionFeatureColumnName = "ActionFeatures", NumberOfMatchedVectors = 2 };

        Fitting(options, ContractLog.Rows).Should().Throw<InvalidOperationException>()
            .WithMessage(
                "NumberOfMatchedVectors is 2, so features column 'Features' must have more than 2 times the 2 values of action features column "
                + "'ActionFeatures', but it has 4. Concatenate*or lower the number.");
    }

    [Theory]
    [InlineData(200f, 150f)]
    [InlineData(-0.5f, 150f)]
    public void Fit_ActionOutsideItsRange_NamesRowSlotValueAndRange(float value, float maximum)
    {
        var rows = Changed(row => row.ActionVector = [1, 2]);
        rows[7].ActionVector = [0, value];
        var options = new TscacRankingTrainer.Options { ActionColumnName = "ActionVector", ActionMinimum = 0, ActionMaximum = maximum };

        Fitting(options, rows).Should().Throw<InvalidOperationException>().WithMessage(string.Create(CultureInfo.InvariantCulture,
            $"Row 7 (the first row is 0*), action column 'ActionVector': slot 1 is {value}, which is outside of the range from ActionMinimum 0 to "
                + $"ActionMaximum 150. "
                + $"Correct the row, or widen the range."));
    }

    private static TscacRankingTrainer.Options Named(string role, string column)
    {
        string Of(string of, string name) => role == of ? column : name;
        string? If(string of) => role == of ? column : null;
        return new()
        {
            FeatureColumnName = Of("Features", "Features"),
            LabelColumnName = Of("Label", "Label"),
            AuxiliaryResponses = [new(Of("Response", "Click"))],
            ActionColumnName = Of("Action", "Action"),
            ActionFeatureColumnName = If("ActionFeatures"),
            RowGroupColumnName = Of("Group", "GroupId"),
            PropensityColumnName = If("Propensity"),
            ExampleWeightColumnName = If("Weight"),
        };
    }

    private static ContractRow[] Changed(Action<ContractRow> change)
    {
        var rows = ContractLog.Draw(seed: 1);
        Array.ForEach(rows, change);
        return rows;
    }

    private static void Spoil(ContractRow row, string defect)
    {
        switch (defect)
        {
            case "missing action": row.Action = ContractLog.ActionCount; break;
            case "NaN feature": row.Features = [0, 0, float.NaN, 0]; break;
            case "infinite feature": row.Features = [0, 0, float.NegativeInfinity, 0]; break;
            case "NaN label": row.Label = float.NaN; break;
            case "infinite response": row.Weight = float.PositiveInfinity; break;
            case "negative propensity": row.Propensity = -0.5f; break;
            case "large propensity": row.Propensity = 1.5f; break;
            case "no session": row.GroupText = ""; break;
            default: row.ActionFeatures = [9, 9]; break;
        }
    }

    private Action Fitting(TscacRankingTrainer.Options options, ContractRow[] rows) => () => _context.Ranking.Trainers.Tscac(options).Fit(_context.View(rows));
}
