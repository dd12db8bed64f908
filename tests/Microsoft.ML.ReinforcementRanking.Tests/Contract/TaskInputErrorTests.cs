using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Tests errors about bad columns and bad rows of multi-task trainers and their models.</summary>
public class TaskInputErrorTests(FittedOnce fitted) : IClassFixture<FittedOnce>
{
    private readonly MLContext _context = new(1);

    private RankingPredictionTransformer<NeuralRankingModelParameters> Model => fitted.Get(() => new TaskFit { Epochs = 1, FineTuningEpochs = 0 }.FitPlain());

    [Theory]
    [InlineData("Task", "Nowhere", "*task column 'Nowhere'. The data has these columns: *Name one of them*")]
    [InlineData("Task", "GroupText", "*task column 'GroupText': expected Single, Double, Boolean or an integer (map words such as *MapValue*), got String*")]
    [InlineData("Task", "Action", "*task column 'Action': expected Single, Double, Boolean or an integer (convert with *ConvertType), got Key<UInt32, 0-5>*")]
    [InlineData("Field", "Nowhere", "*categorical column 'Nowhere'. The data has these columns: *")]
    [InlineData("Field", "GroupNumber",
        "*categorical column 'GroupNumber': expected a key of known cardinality or a vector of such keys (*MapValueToKey), got Int64*")]
    [InlineData("Field", "Features",
        "*categorical column 'Features': expected a key of known cardinality or a vector of such keys (*MapValueToKey), got Vector<Single, 4>*")]
    [InlineData("Group", "Nowhere", "*session column 'Nowhere'. The data has these columns: *")]
    [InlineData("Group", "Label", "*session column 'Label': expected a key, an integer or text, got Single*")]
    [InlineData("Features", "Label", "*features column 'Label': expected a vector of Single of known size (*Concatenate), got Single*")]
    [InlineData("Weight", "Click", "*weight column 'Click': expected Single, Double or an integer (*ConvertType), got Boolean*")]
    public void Fit_MissingColumnOrWrongType_NamesRoleColumnAndTypes(string role, string column, string message)
    {
        var fit = role switch
        {
            "Task" => new TaskFit { Tasks = [new("Click"), new(column)] },
            "Field" => new() { Fields = ["Tags", column] },
            "Group" => new() { Group = column },
            "Features" => new() { Features = column },
            _ => new() { Weight = column },
        };

        ShouldThrow<ArgumentOutOfRangeException>(fit, ContractLog.Rows, message);
        ((Action)(() => _context.Ranking.Trainers.Rmtl(fit.Rmtl).GetOutputSchema(_context.View().Schema.ToShape()))).Should()
            .Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Fit_TaskOfOneClass_NamesColumnAndValue()
        => ShouldThrow<InvalidOperationException>(new(), Changed(row => row.Click = false),
            "The task column 'Click' is 0 in all 300 rows, so there is nothing to learn from it. Leave it out*");

    [Fact]
    public void Fit_NotANumber_NamesTheRow()
        => ShouldThrow<InvalidOperationException>(new(), Changed(row => row.Label = float.NaN, 7),
            "Row 7 *task column 'Label': the value is NaN, but it must be finite. *");

    [Fact]
    public void Fit_MissingSession_NamesTheRow()
        => ShouldThrow<InvalidOperationException>(new() { Group = "GroupText" }, Changed(row => row.GroupText = "", 7),
            "Row 7 *session column 'GroupText': the value is empty text, which means a missing value. *");

    [Fact]
    public void Fit_BinaryTaskOfOtherNumbers_NamesRowValueAndWaysOut()
    {
        var fit = new TaskFit { Tasks = [new("Propensity") { Kind = TaskKind.Binary }] };
        var rows = Changed(row => row.Propensity = row.Click ? 1 : 0);
        rows[7].Propensity = 0.5f;

        const string Message =
            "Row 7 (the first row is 0*), task column 'Propensity': the value is 0.5, but it must be 0 or 1. Make a binary label of it *, or * set its Kind to "
            + "Regression*";
        ShouldThrow<InvalidOperationException>(fit, rows, Message);
        ((Action)(() => _context.Ranking.Trainers.MultiTask(fit.Plain)
            .Fit(_context.View(Changed(row => row.Propensity = row.Click ? 1 : 0)), _context.View(rows))))
            .Should().Throw<InvalidOperationException>("validation data are checked too").WithMessage(Message);
    }

    [Fact]
    public void Fit_LabelTimesValueOfARegression_NamesTheTaskAndTheWayOut()
    {
        var fit = new TaskFit { Weighting = LossWeighting.LabelTimesValue };

        ((Action)(() => fit.FitRmtl())).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("must not be LabelTimesValue with the regression task 'Label': only a binary label is a weight. Take Full.*Weighting*");
        ((Action)(() => (fit with { Tasks = [new("Click")] }).FitRmtl())).Should().NotThrow();
    }

    [Fact]
    public void Fit_NoSessionOfTwoRows_NamesTheColumnAndTheWaysOut()
    {
        var number = 0;
        var rows = Changed(row => row.GroupNumber = number++);
        var fit = new TaskFit { Group = "GroupNumber" };

        ((Action)(() => fit.FitRmtl(rows))).Should().Throw<InvalidOperationException>()
            .WithMessage("No session has two rows: the session column 'GroupNumber' has a different value in each of 300 rows. *");
        ((Action)(() => (fit with { Discount = 0 }).FitRmtl(rows))).Should().NotThrow();
        ((Action)(() => fit.FitPlain(rows))).Should().NotThrow();
    }

    [Fact]
    public void Fit_WithoutASessionColumn_IsPlainTrainingsRight()
        => ((Action)(() => new TaskFit { Group = null, Epochs = 1 }.FitPlain())).Should().NotThrow();

    [Fact]
    public void Fit_ValidationDataOfOtherTypes_NamesColumnAndBothTypes()
    {
        var trainer = _context.Ranking.Trainers.MultiTask(new TaskFit().Plain);

        ((Action)(() => trainer.Fit(_context.View(), Replaced("Action", "GroupId")))).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("*categorical column 'Action': expected Key<UInt32, 0-5>, as in the training data (*same fitted pipeline*), got Key<UInt32, 0-59>*");
        ((Action)(() => trainer.Fit(_context.View(), Replaced("Click", "Weight")))).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("*task column 'Click': expected Boolean, as in the training data*got Single*");
    }

    [Fact]
    public void Transform_KeysBeyondTraining_NamesColumnBothSizesAndRemedy()
        => Scoring(Replaced("Action", "GroupId")).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage(
                "*categorical column 'Action': expected keys into the 6 values of training, got Key<UInt32, 0-59> (map the values with the key mapping that "
                + "training used)*");

    [Fact]
    public void Transform_FieldOfAnotherType_NamesColumnAndTypes()
        => Scoring(Replaced("Action", "GroupText")).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("*categorical column 'Action': expected a key or a vector of keys, got String*");

    [Fact]
    public void Transform_WithoutAField_NamesTheColumn()
        => Scoring(_context.Transforms.DropColumns("Tags").Fit(_context.View()).Transform(_context.View())).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("Could not find categorical column 'Tags'*");

    [Fact]
    public void Transform_FeaturesOfAnotherWidth_NamesBothWidths()
        => Scoring(Replaced("Features", "ActionFeatures")).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("*feature column 'Features': expected a vector of 4 Single, got Vector<Single, 2>*");

    private static void ShouldThrow<TException>(TaskFit fit, ContractRow[] rows, string message)
        where TException : Exception
    {
        ((Action)(() => fit.FitPlain(rows))).Should().Throw<TException>().WithMessage(message);
        ((Action)(() => fit.FitRmtl(rows))).Should().Throw<TException>().WithMessage(message);
    }

    /// <summary>Gets the log with one row changed, or with all rows changed.</summary>
    private static ContractRow[] Changed(Action<ContractRow> change, int? only = null)
    {
        var rows = ContractLog.Draw(seed: 1);
        foreach (var row in only is { } one ? [rows[one]] : rows)
            change(row);
        return rows;
    }

    private Action Scoring(IDataView data) => () => Model.Transform(data);

    private IDataView Replaced(string column, string source) => _context.Transforms.CopyColumns(column, source).Fit(_context.View()).Transform(_context.View());
}
