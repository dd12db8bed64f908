using Microsoft.ML.ReinforcementRanking.Tests.Evaluation;
using Microsoft.ML.ReinforcementRanking.Tests.Worlds;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Tests the warnings of methods that fit several models: each names its fold, and none speaks of what the user did not ask for.</summary>
public sealed class FoldWarningTests
{
    private readonly MLContext _context = new(seed: 1);
    private readonly List<string> _warnings = [];

    public FoldWarningTests() => _context.Log += (_, entry) =>
    {
        if (entry.Kind == Runtime.ChannelMessageKind.Warning)
            _warnings.Add(entry.RawMessage);
    };

    [Fact]
    public void FitPolicyValues_UntrainedValues_WarnsOfEstimatesAndNamesTheFold()
    {
        var data = ScoredLog.View(SessionWorld.Log(60, seed: 1));
        var policy = _context.Ranking.Trainers.BehaviorCloning(new BehaviorCloningTrainer.Options { NumberOfEpochs = 1, HiddenUnits = [] }).Fit(data);

        _context.Ranking.FitPolicyValues(policy, data, new PolicyValueOptions
        {
            ResponseColumnNames = ["Label"],
            NumberOfFolds = 2,
            NumberOfEpochs = 1,
            CriticLearningRate = 1e-9,
        });

        // Values that are not trained may predict a little by chance, so not every fold has a warning.
        _warnings.Should().NotBeEmpty();
        _warnings.Should().AllSatisfy(warning => warning.Should().Match("Fold ? of 2: The values of 'Label' explain nothing of the held-out sessions (R² *), "
            + "so estimates that use them are no better than those without. *or rely on estimators that need no values."));
        _warnings.Should().NotContainMatch("*follows noise*");
    }

    [Fact]
    public void CrossValidatePolicy_FewSessions_NamesTheFoldInEveryWarningButThePooled()
    {
        _context.Ranking.CrossValidatePolicy(ScoredLog.View(SessionWorld.Log(40, seed: 1)),
            _context.Ranking.Trainers.BehaviorCloning(new BehaviorCloningTrainer.Options { NumberOfEpochs = 1, HiddenUnits = [] }), ["Reward"],
            options: new() { NumberOfFolds = 2 });

        foreach (var fold in new[] { 1, 2 })
            _warnings.Should().ContainMatch($"Fold {fold} of 2: The bootstrap has * units to draw from*");
        _warnings.Should().NotContainMatch("The bootstrap has *", "all folds together have 40 sessions");
    }

    [Theory]
    [InlineData("Propensity", true)]
    [InlineData("Estimated", false)]
    public void EstimatePropensities_ColumnOfThatName_WarnsThatItIsHidden(string output, bool warns)
    {
        _context.Ranking.EstimatePropensities(ScoredLog.View(SessionWorld.Log(40, seed: 1)), new()
        {
            BehaviorPolicy = new() { NumberOfEpochs = 1, HiddenUnits = [] },
            NumberOfFolds = 2,
            OutputColumnName = output,
        });

        _warnings.Any(warning => warning.StartsWith("The data has a column 'Propensity' already, and the estimates hide it.", StringComparison.Ordinal))
            .Should().Be(warns);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(0.9, true)]
    public void Rmtl_UntrainedCritics_NamesTheDiscountFactorOnlyIfThereIsOne(double discount, bool isNamed)
    {
        _context.Ranking.Trainers.Rmtl(new TaskFit { CriticEpochs = 1, CriticRate = 1e-9, Discount = discount }.Rmtl).Fit(_context.View());

        var warnings = _warnings.Where(warning => warning.Contains("does not predict the returns", StringComparison.Ordinal)).ToArray();
        warnings.Should().NotBeEmpty();
        warnings.Should().OnlyContain(warning => warning.Contains("lower the discount factor", StringComparison.Ordinal) == isNamed);
    }
}
