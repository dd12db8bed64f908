using Microsoft.ML.SearchSpace;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Options of <c>mlContext.Ranking.FitPolicyValues</c>. All failures are reported in one message.</summary>
public sealed class PolicyValueOptions : ActionOptions
{
    /// <summary>Responses to value, at least one: columns of numbers or Booleans. Default none, which is an error.</summary>
    public IReadOnlyList<string> ResponseColumnNames { get; set; } = [];

    /// <summary>
    /// Discount γ, in [0, 1], of the session's later responses, whose discounted sum with the row's own is valued. Use the same for
    /// <see cref="OffPolicyOptions.DiscountFactor"/>. A positive value needs a session column. Default null: the row's own response is valued.
    /// </summary>
    public double? DiscountFactor { get; set; }

    /// <summary>Folds of sessions, at least 2: every row is valued by networks of the other folds. Default 5.</summary>
    public int NumberOfFolds { get; set; } = 5;

    /// <summary>
    /// Largest number of epochs per response and fold, at least 1. Without a discount the best one on held-out sessions is kept, and training stops early; with
    /// one all are trained and the last is kept, since errors against targets that move do not compare. Default 30.
    /// </summary>
    public int NumberOfEpochs { get; set; } = 30;

    /// <summary>Independently initialized networks per response, whose mean is the value; at least 1. Default 2.</summary>
    public int NumberOfCritics { get; set; } = 2;

    /// <summary>Learning rate of the networks, above 0. Default 1e-3.</summary>
    [Range(1e-4, 1e-2, 1e-3, true)]
    public double CriticLearningRate { get; set; } = 1e-3;

    /// <summary>
    /// Polyak rate with which target networks follow after each step, in (0, 1]; of use with a discount only. Values reach as many steps into a session as
    /// targets are renewed: NumberOfEpochs · steps per epoch · rate should be several times 1 / (1 − γ). Default 0.05.
    /// </summary>
    [Range(5e-3, 0.2, 0.05, true)]
    public double TargetUpdateRate { get; set; } = 0.05;

    internal override SessionColumns Columns => new()
    {
        Features = FeatureColumnName,
        Group = RowGroupColumnName,
        Responses = ResponseColumnNames,
        Action = ActionColumnName,
        ActionFeatures = ActionFeatureColumnName,
        Weight = ExampleWeightColumnName,
        ActionProbabilities = ActionProbabilityColumnName,
    };

    /// <summary>The policy to value as a column of action probabilities; null where it is a fitted one.</summary>
    internal string? ActionProbabilityColumnName { get; set; }

    private protected override void CopyParts()
    {
        base.CopyParts();
        ResponseColumnNames = OptionCopy.Of(ResponseColumnNames);
    }

    internal override void Check(OptionFailures failures)
    {
        base.Check(failures);
        failures.RequireNameOrNull(RowGroupColumnName, nameof(RowGroupColumnName));
        failures.Require(RowGroupColumnName is not null || !(DiscountFactor > 0), nameof(RowGroupColumnName), null,
            "a column name where DiscountFactor is above 0");
        failures.Require(ResponseColumnNames is { Count: > 0 } && !ResponseColumnNames.Any(string.IsNullOrWhiteSpace), nameof(ResponseColumnNames),
            ResponseColumnNames is null ? null : $"[{string.Join(", ", ResponseColumnNames)}]", "at least one column name");
        failures.Require(DiscountFactor is null or (>= 0 and <= 1), nameof(DiscountFactor), DiscountFactor, "null, or at least 0 and at most 1");
        failures.RequireAtLeast(NumberOfFolds, 2, nameof(NumberOfFolds));
        failures.RequireAtLeast(NumberOfEpochs, 1, nameof(NumberOfEpochs));
        failures.RequireAtLeast(NumberOfCritics, 1, nameof(NumberOfCritics));
        failures.RequirePositive(CriticLearningRate, nameof(CriticLearningRate));
        failures.Require(TargetUpdateRate is > 0 and <= 1, nameof(TargetUpdateRate), TargetUpdateRate, "above 0 and at most 1");
    }
}
