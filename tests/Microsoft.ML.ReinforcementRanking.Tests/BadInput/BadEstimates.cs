using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.Trainers.ReinforcementRanking;
using static Microsoft.ML.ReinforcementRanking.Tests.BadInput.BadInputCase;

namespace Microsoft.ML.ReinforcementRanking.Tests.BadInput;

/// <summary>Models that evaluation needs: values of a policy, propensities, and probabilities of pages.</summary>
internal static class BadEstimates
{
    private const string Values = "OffPolicyModelCatalog.FitPolicyValues";
    private const string Propensities = "OffPolicyModelCatalog.EstimatePropensities";
    private const string Pages = "PageProbabilityCatalog.AddPageProbabilities";

    private static readonly RankingCatalog Ranking = SpoiledLog.Context.Ranking;

    public static IEnumerable<BadInputCase> Cases =>
    [
        Of<ArgumentOutOfRangeException>(Values, "a discount factor of 2",
            () => Ranking.FitPolicyValues(SpoiledLog.Policy, SpoiledLog.Sound, ["Label"], discountFactor: 2)),
        Of<ArgumentOutOfRangeException>(Values, "a response column that is missing",
            () => Ranking.FitPolicyValues(SpoiledLog.Policy, SpoiledLog.Sound, ["Nowhere"])),
        Of<ArgumentOutOfRangeException>(Values, "a column of action probabilities that is missing",
            () => Ranking.FitPolicyValues(SpoiledLog.Sound, "Nowhere", new() { ResponseColumnNames = ["Label"] })),
        Of<InvalidOperationException>(Values, "a policy over continuous actions",
            () => Ranking.FitPolicyValues(SpoiledLog.Continuous, SpoiledLog.Sound, ["Label"])),
        Of<InvalidOperationException>(Values, "a response that is NaN",
            () => Ranking.FitPolicyValues(SpoiledLog.Policy, SpoiledLog.WithRow(row => row.Label = float.NaN), ["Label"])),
        Of<ArgumentOutOfRangeException>(Propensities, "one fold",
            () => Ranking.EstimatePropensities(SpoiledLog.Sound, Estimating(new() { NumberOfFolds = 1 }))),
        Of<ArgumentOutOfRangeException>(Propensities, "a log without the columns",
            () => Ranking.EstimatePropensities(SpoiledLog.WithoutColumns, Estimating(new()))),
        Of<InvalidOperationException>(Propensities, "a session for five folds",
            () => Ranking.EstimatePropensities(SpoiledLog.WithRow(_ => { }, count: ContractLog.RowsPerSession), Estimating(new()))),
        Of<ArgumentOutOfRangeException>(Pages, "no draw", () => Add(SpoiledLog.Policy, SpoiledLog.Sound, options => options.NumberOfDraws = 0)),
        Of<ArgumentOutOfRangeException>(Pages, "a request column that is missing", () => Add(SpoiledLog.Policy, SpoiledLog.Sound)),
        Of<InvalidOperationException>(Pages, "a policy over continuous actions", () => Add(SpoiledLog.Continuous, SpoiledLog.Sound)),
    ];

    private static PropensityOptions Estimating(PropensityOptions options)
    {
        options.BehaviorPolicy = new FitSettings { Epochs = 1 }.ToBehaviorCloning("Action");
        return options;
    }

    private static void Add(Data.RankingPredictionTransformer<NeuralRankingModelParameters> policy, IDataView data,
        Action<PageProbabilityOptions>? change = null)
    {
        var options = new PageProbabilityOptions { RequestColumnName = "Nowhere" };
        change?.Invoke(options);
        Ranking.AddPageProbabilities(policy, data, options);
    }
}
