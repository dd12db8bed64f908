using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Tests errors about data that do not match a fitted model, or the training data.</summary>
public class ScoringErrorTests(FittedOnce fitted) : IClassFixture<FittedOnce>
{
    private readonly MLContext _context = new(1);

    private RankingPredictionTransformer<NeuralRankingModelParameters> Model
        => fitted.Get(() => _context.Ranking.Trainers.Tscac(new FitSettings { Epochs = 1 }.ToTscac("Action")).Fit(_context.View()));

    [Fact]
    public void Transform_OtherFeatureWidth_NamesBothWidths()
        => Scoring("Features", "DenseSeason", "Click").Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("*feature column 'Features': expected a vector of 4 Single, got Vector<Single, 5>*");

    [Fact]
    public void Transform_LargerKeyRange_NamesColumnBothSizesAndRemedy()
        => Scoring("Action", "GroupId").Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage(
                "*action column 'Action': expected a key into the 6 actions of training, got Key<UInt32, 0-59> (map the values with the key mapping that "
                + "training used)*");

    [Fact]
    public void Transform_ActionOfAnotherType_NamesColumnAndTypes()
        => Scoring("Action", "GroupText").Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("*action column 'Action': expected a key, as in the training data, got String*");

    [Fact]
    public void Transform_WithoutTheAction_NamesTheColumn()
    {
        var transform = () => Model.Transform(_context.Transforms.DropColumns("Action").Fit(_context.View()).Transform(_context.View()));

        transform.Should().Throw<ArgumentOutOfRangeException>().WithMessage("Could not find action column 'Action'*");
    }

    [Fact]
    public void Fit_ValidationDataOfOtherSizes_NamesColumnAndBothTypes()
    {
        var trainer = _context.Ranking.Trainers.Tscac(new FitSettings().ToTscac("Action"));

        ((Action)(() => trainer.Fit(_context.View(), Replaced("Features", "DenseSeason", "Click")))).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("*features column 'Features': expected Vector<Single, 4>, as in the training data (*same fitted pipeline*), got Vector<Single, 5>*");
        ((Action)(() => trainer.Fit(_context.View(), Replaced("Action", "GroupId")))).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("*action column 'Action': expected Key<UInt32, 0-5>, as in the training data*got Key<UInt32, 0-59>*");
    }

    [Fact]
    public void Fit_BadRowInTheValidationData_NamesIt()
    {
        var rows = ContractLog.Draw(seed: 1);
        rows[7].Label = float.NaN;
        var fit = () => _context.Ranking.Trainers.Tscac(new FitSettings().ToTscac("Action")).Fit(_context.View(), _context.View(rows));

        fit.Should().Throw<InvalidOperationException>().WithMessage("Row 7 *'Label'*NaN*");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void Transform_RowOfAnotherLength_NamesRowColumnAndBothLengths(int length)
    {
        var rows = ContractLog.Draw(seed: 1)[..10];
        rows[7].Features = new float[length];
        var scored = Model.Transform(_context.View(rows));
        using var cursor = scored.GetRowCursorSet([scored.Schema["Score"]], 1)[0];
        var get = cursor.GetGetter<float>(scored.Schema["Score"]);
        var read = () =>
        {
            var score = 0f;
            while (cursor.MoveNext())
                get(ref score);
        };

        read.Should().Throw<InvalidOperationException>()
            .WithMessage($"Row 7, column 'Features': the vector has {length} values, but the model was trained on 4. Give the column 4 values in every row.");
    }

    private Action Scoring(string column, params string[] sources) => () => Model.Transform(Replaced(column, sources));

    /// <summary>Gets the log with one column replaced by another one, or by several as one vector.</summary>
    private IDataView Replaced(string column, params string[] sources)
    {
        IEstimator<ITransformer> replace = sources.Length == 1
            ? _context.Transforms.CopyColumns(column, sources[0])
            : _context.Transforms.Conversion.ConvertType(sources[1]).Append(_context.Transforms.Concatenate(column, sources));
        return replace.Fit(_context.View()).Transform(_context.View());
    }
}
