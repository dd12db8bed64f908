using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Transformer = Microsoft.ML.Data.RankingPredictionTransformer<Microsoft.ML.Trainers.ReinforcementRanking.NeuralRankingModelParameters>;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Tests that models of different folds have one catalog if the action column has ids.</summary>
public class IdCrossFitTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void EstimatePropensities_IdOfOneSession_HasAPropensityFromModelsOfTheOthers()
    {
        var rows = ContractLog.Draw(seed: 1);
        rows[3].ActionText = "rare";
        var options = new PropensityOptions { BehaviorPolicy = Cloning(FitSettings.ActionText), NumberOfFolds = 2, OutputColumnName = "Estimate" };

        var estimates = _context.Ranking.EstimatePropensities(_context.View(rows), options).GetColumn<float>("Estimate").ToArray();

        estimates.Should().OnlyContain(propensity => propensity > 0 && propensity < 1);
    }

    [Fact]
    public void EstimatePropensities_Ids_GivesThoseOfKeysInTheSameOrder()
    {
        var keys = _context.Transforms.Conversion.MapValueToKey("Key", "ActionNumber").Fit(_context.View()).Transform(_context.View());
        float[] Estimate(string column) => [.. _context.Ranking.EstimatePropensities(keys,
            new() { BehaviorPolicy = Cloning(column), NumberOfFolds = 2, OutputColumnName = "Estimate" }).GetColumn<float>("Estimate")];

        Estimate("ActionNumber").Should().Equal(Estimate("Key"));
    }

    [Fact]
    public void EstimatePropensities_OneEligibleAction_IsCertain()
    {
        var options = new PropensityOptions
        {
            BehaviorPolicy = new FitSettings { Epochs = 1, HasEligibleActions = true }.ToBehaviorCloning("ActionText"),
            NumberOfFolds = 2,
            NumberOfHalfSamples = 10,
            OutputColumnName = "Estimate",
        };

        var estimates = _context.Ranking.EstimatePropensities(_context.View(RowsWithOneSetOfOne()), options);

        var propensities = estimates.GetColumn<float>("Estimate").ToArray();
        propensities[4].Should().Be(1);
        propensities.Where((_, row) => row != 4).Should().OnlyContain(propensity => propensity > 0 && propensity < 1);
        estimates.GetColumn<float[]>("Estimate.HalfSamples").ElementAt(4).Should().OnlyContain(propensity => propensity == 1 || float.IsNaN(propensity));
    }

    [Fact]
    public void FitPolicyValues_OneEligibleAction_IsTheValueOfTheState()
    {
        var data = _context.View(RowsWithOneSetOfOne());
        var cloning = new FitSettings { Epochs = 1, HasEligibleActions = true }.ToBehaviorCloning("ActionText");
        var policy = _context.Ranking.Trainers.BehaviorCloning(cloning).Fit(data);
        var options = ValueOptions("ActionText");
        options.EligibleActionColumnName = "EligibleText";

        var values = _context.Ranking.FitPolicyValues(policy, data, options);

        var differences = values.GetColumn<float>("Label.StateValue").Zip(values.GetColumn<float>("Label.ActionValue"), (state, action) => state - action);
        differences.Select((difference, row) => (row, difference)).Where(row => Math.Abs(row.difference) < 1e-6f).Select(row => row.row).Should().Contain(4)
            .And.HaveCountLessThan(10);
    }

    [Fact]
    public void FitPolicyValues_Ids_GivesThoseOfKeysInTheSameOrder()
    {
        var keys = _context.Transforms.Conversion.MapValueToKey("Key", "ActionText").Fit(_context.View()).Transform(_context.View());
        float[] Values(string column)
            => [.. _context.Ranking.FitPolicyValues(Clone(column, keys), keys, ValueOptions(column)).GetColumn<float>("Label.StateValue")];

        Values("ActionText").Should().Equal(Values("Key"));
    }

    [Fact]
    public void FitPolicyValues_IdThatThePolicyDoesNotKnow_NamesRowAndRemedy()
    {
        var rows = ContractLog.Draw(seed: 2);
        rows[9].ActionText = "newer";
        var fit = () => _context.Ranking.FitPolicyValues(Clone("ActionText", _context.View()), _context.View(rows), ValueOptions("ActionText"));

        fit.Should().Throw<InvalidOperationException>()
            .WithMessage("Row * action column 'ActionText': the id 'newer' is not one of the 6 actions of the policy. Drop such rows, or *");
    }

    [Fact]
    public void FitPolicyValues_ActionsOfAnotherType_NamesBoth()
    {
        var policy = Clone("ActionText", _context.View());
        var fit = () => _context.Ranking.FitPolicyValues(policy, _context.View(), ValueOptions("ActionNumber"));

        fit.Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("*action column 'ActionNumber': expected text, as in the training data of the policy, got Int64*");
    }

    [Fact]
    public void FitPolicyValues_ProbabilitiesOfIds_AsksForKeys()
    {
        var fit = () => _context.Ranking.FitPolicyValues(_context.View(), "Features", ValueOptions("ActionText"));

        fit.Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("*action column 'ActionText': expected a key, since slot k of the probabilities belongs to the action with key k + 1*got String*");
    }

    [Fact]
    public void CrossValidatePolicy_Ids_EvaluatesEveryFold()
    {
        var trainer = _context.Ranking.Trainers.Tscac(new FitSettings { Epochs = 1 }.ToTscac("ActionText"));

        var result = _context.Ranking.CrossValidatePolicy(_context.View(), trainer, ["Label"], options: new() { NumberOfFolds = 2 });

        result.Folds.Should().HaveCount(2);
        result.Pooled.UnseenActionCount.Should().Be(0);
    }

    private static ContractRow[] RowsWithOneSetOfOne()
    {
        var rows = ContractLog.Draw(seed: 1);
        rows[4].EligibleText = [rows[4].ActionText];
        return rows;
    }

    private static BehaviorCloningTrainer.Options Cloning(string column) => new FitSettings { Epochs = 1 }.ToBehaviorCloning(column);

    private static PolicyValueOptions ValueOptions(string column) => new()
    {
        ResponseColumnNames = ["Label"],
        ActionColumnName = column,
        NumberOfFolds = 2,
        NumberOfEpochs = 1,
        HiddenUnits = [4],
        Seed = 1,
    };

    private Transformer Clone(string column, IDataView data) => _context.Ranking.Trainers.BehaviorCloning(Cloning(column)).Fit(data);
}
