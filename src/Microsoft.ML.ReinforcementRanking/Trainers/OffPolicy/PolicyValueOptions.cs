using Microsoft.ML.SearchSpace;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Options of <c>mlContext.Ranking.FitPolicyValues</c>. All failures are reported in one message.</summary>
public sealed class PolicyValueOptions : ActionOptions
{
    /// <summary>
    /// The names of the columns of the responses whose values are fitted, at least one, and all different. They hold numbers or Booleans. The default
    /// is an empty list, which is an error.
    /// </summary>
    public IReadOnlyList<string> ResponseColumnNames { get; set; } = [];

    /// <summary>
    /// The discount γ of the later responses of the session, in [0, 1]. The value is then that of the discounted sum of the row's own response and all
    /// later ones. Use the same discount for <see cref="OffPolicyOptions.DiscountFactor"/>. A positive value needs a session column. If it is null, which
    /// is the default, the value is that of the row's own response.
    /// </summary>
    [Range(0.0, 0.99)]
    public double? DiscountFactor { get; set; }

    /// <summary>
    /// The number of folds of sessions, at least 2. The values of a row come from networks that were fitted on the other folds. The default is 5.
    /// </summary>
    public int NumberOfFolds { get; set; } = 5;

    /// <summary>
    /// The largest number of epochs per response and fold, at least 1. Without a discount, training stops early, and the best epoch on held-out sessions is
    /// kept. With a discount, all epochs are trained and the last one is kept, because errors against targets that move are not comparable.
    /// <see cref="ReinforcementRankingOptions.EarlyStoppingPatience"/> then has no effect, and only its default is accepted. The same is true if
    /// <see cref="ReinforcementRankingOptions.ValidationFraction"/> is 0. The default is 30.
    /// </summary>
    public int NumberOfEpochs { get; set; } = 30;

    /// <summary>The number of independently initialized networks per response, at least 1. Their mean is the value. The default is 2.</summary>
    [Range(1, 4, 2)]
    public int NumberOfCritics { get; set; } = 2;

    /// <summary>The learning rate of the networks, above 0. The default is 1e-3.</summary>
    [Range(1e-4, 1e-2, 1e-3, true)]
    public double CriticLearningRate { get; set; } = 1e-3;

    /// <summary>
    /// The Polyak rate at which the target networks follow after each step, in (0, 1]. Without a discount, only the default is accepted. Values
    /// reach as many steps into a session as targets are renewed, so NumberOfEpochs · steps per epoch · rate should be several times 1 / (1 − γ). The
    /// default is 0.05.
    /// </summary>
    [Range(5e-3, 0.2, 0.05, true)]
    public double TargetUpdateRate { get; set; } = 0.05;

    internal override SessionColumns Columns => ActionColumns with
    {
        Responses = ResponseColumnNames,
        ActionProbabilities = ActionProbabilityColumnName,
    };

    /// <summary>The column of the action probabilities of the policy to evaluate, or null for a fitted policy.</summary>
    internal string? ActionProbabilityColumnName { get; set; }

    private protected override void CopyParts()
    {
        base.CopyParts();
        ResponseColumnNames = OptionCopy.Of(ResponseColumnNames);
    }

    internal override void Check(OptionFailures failures)
    {
        base.Check(failures);
        failures.RequireNames(ResponseColumnNames, nameof(ResponseColumnNames));
        failures.Require(DiscountFactor is null or (>= 0 and <= 1), nameof(DiscountFactor), DiscountFactor, "null, or at least 0 and at most 1");
        failures.RequireSessionsFor(DiscountFactor, nameof(DiscountFactor), RowGroupColumnName, nameof(RowGroupColumnName));
        failures.RequireAtLeast(NumberOfFolds, 2, nameof(NumberOfFolds));
        failures.RequireAtLeast(NumberOfEpochs, 1, nameof(NumberOfEpochs));
        failures.RequireAtLeast(NumberOfCritics, 1, nameof(NumberOfCritics), LargestNumberOfCritics);
        failures.RequireLearningRate(CriticLearningRate, nameof(CriticLearningRate));
        failures.Require(TargetUpdateRate is > 0 and <= 1, nameof(TargetUpdateRate), TargetUpdateRate, "above 0 and at most 1");
        failures.RequireDefaults(this, DiscountFactor is null or 0, "without a DiscountFactor above 0, since targets are then the responses themselves",
            nameof(TargetUpdateRate));
        failures.RequireDefaults(this, DiscountFactor > 0, "with a DiscountFactor above 0, since every epoch is then trained", nameof(EarlyStoppingPatience));
        failures.RequireDefaults(this, DiscountFactor is null or 0 && ValidationFraction == 0, "with ValidationFraction 0, since nothing is held out",
            nameof(EarlyStoppingPatience));
    }
}
