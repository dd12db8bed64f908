using Microsoft.ML.SearchSpace;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Options that all trainers of policies with critics share.</summary>
public abstract class ResponsePolicyOptions : PolicyOptions
{
    private protected ResponsePolicyOptions()
    {
    }

    /// <summary>The main response, maximized: a number or Boolean. Default <c>"Label"</c>.</summary>
    public string LabelColumnName { get; set; } = "Label";

    /// <summary>
    /// Probability (density, for continuous actions) with which the logging policy chose the row's action: Single, in (0, 1] for key actions.
    /// Default null: a behavior policy is cloned from the training sessions.
    /// </summary>
    public string? PropensityColumnName { get; set; }

    /// <summary>γ of the main response, in [0, 1). Default null: 0.9 with a session column and 0 without one, where any other value is refused.</summary>
    [Range(0.0, 0.99, 0.9)]
    public double? DiscountFactor { get; set; }

    /// <summary>Learning rate of critics, above 0. Default 1e-3.</summary>
    [Range(1e-4, 1e-2, 1e-3, true)]
    public double CriticLearningRate { get; set; } = 1e-3;

    /// <summary>Polyak rate with which target networks follow after each step, in (0, 1]; with a discount only. Default 0.01.</summary>
    [Range(1e-3, 0.1, 0.01, true)]
    public double TargetUpdateRate { get; set; } = 0.01;

    internal override SessionColumns Columns => new()
    {
        Features = FeatureColumnName,
        Group = RowGroupColumnName,
        Responses = [.. Roles.Select(role => role.Name)],
        Action = ActionColumnName,
        ActionFeatures = ActionFeatureColumnName,
        Propensity = PropensityColumnName,
        Weight = ExampleWeightColumnName,
    };

    /// <summary>γ of the main response.</summary>
    internal double Discount => DiscountOr(0.9, DiscountFactor);

    /// <summary>The main response and the others, in the order of the log's responses.</summary>
    internal IReadOnlyList<ResponseRole> Roles => [new(LabelColumnName, 0, 1, Discount), .. OtherRoles];

    /// <summary>Whether any critic looks beyond a row.</summary>
    internal bool HasDiscount => Roles.Any(role => role.DiscountFactor > 0);

    private protected abstract IEnumerable<ResponseRole> OtherRoles { get; }

    internal override void Check(OptionFailures failures)
    {
        base.Check(failures);
        failures.RequireName(LabelColumnName, nameof(LabelColumnName));
        failures.RequireNameOrNull(PropensityColumnName, nameof(PropensityColumnName));
        CheckDiscount(DiscountFactor, nameof(DiscountFactor), failures);
        failures.RequirePositive(CriticLearningRate, nameof(CriticLearningRate));
        failures.Require(TargetUpdateRate is > 0 and <= 1, nameof(TargetUpdateRate), TargetUpdateRate, "above 0 and at most 1");
    }

    internal override void CheckFor(bool isCatalog, OptionFailures failures)
    {
        base.CheckFor(isCatalog, failures);
        failures.RequireDefaults(this, !HasDiscount, "where all discounts are 0, since targets are then the responses themselves", nameof(TargetUpdateRate));
    }
}
