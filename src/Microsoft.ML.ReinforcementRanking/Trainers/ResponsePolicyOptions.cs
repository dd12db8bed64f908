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

    /// <summary>The column of the main response, which the policy maximizes. It holds numbers or Booleans. The default is <c>"Label"</c>.</summary>
    public string LabelColumnName { get; set; } = "Label";

    /// <summary>
    /// The column of the propensity, which is the probability (the density for continuous actions) with which the logging policy chose the row's action. It
    /// holds Single values above 0, and at most 1 for actions of a catalog. If it is null, which is the default, a behavior policy is cloned from the training
    /// sessions.
    /// </summary>
    public string? PropensityColumnName { get; set; }

    /// <summary>
    /// The discount γ of the main response, in [0, 1). If it is null, which is the default, the discount is 0.9 with a session column and 0 without one.
    /// Without a session column any other value is refused.
    /// </summary>
    [Range(0.0, 0.99, 0.9)]
    public double? DiscountFactor { get; set; }

    /// <summary>The learning rate of the critics, above 0. The default is 1e-3.</summary>
    [Range(1e-4, 1e-2, 1e-3, true)]
    public double CriticLearningRate { get; set; } = 1e-3;

    /// <summary>
    /// The Polyak rate at which the target networks follow the critics after each step, in (0, 1]. It must be left at its default where all discounts are
    /// 0. The default is 0.01.
    /// </summary>
    [Range(1e-3, 0.1, 0.01, true)]
    public double TargetUpdateRate { get; set; } = 0.01;

    internal override SessionColumns Columns => ActionColumns with
    {
        Responses = [.. Roles.Select(role => role.Name)],
        Propensity = PropensityColumnName,
    };

    /// <summary>The discount γ of the main response.</summary>
    internal double Discount => DiscountOr(0.9, DiscountFactor);

    /// <summary>The main response and the others, in the order of the log's responses.</summary>
    internal IReadOnlyList<ResponseRole> Roles => [new(LabelColumnName, 0, 1, Discount), .. OtherRoles];

    /// <summary>Whether any response has a discount above 0.</summary>
    internal bool HasDiscount => Roles.Any(role => role.DiscountFactor > 0);

    private protected abstract IEnumerable<ResponseRole> OtherRoles { get; }

    private protected override bool LearnsPositions => true;

    internal override void Check(OptionFailures failures)
    {
        base.Check(failures);
        failures.RequireName(LabelColumnName, nameof(LabelColumnName));
        failures.RequireNameOrNull(PropensityColumnName, nameof(PropensityColumnName));
        CheckDiscount(DiscountFactor, nameof(DiscountFactor), failures);
        failures.RequireLearningRate(CriticLearningRate, nameof(CriticLearningRate));
        failures.Require(TargetUpdateRate is > 0 and <= 1, nameof(TargetUpdateRate), TargetUpdateRate, "above 0 and at most 1");
    }

    /// <summary>The part of a fit over continuous actions that needs the zeros of sparse features, as the subject of an error.</summary>
    private protected const string ContinuousPart = "an actor-critic over continuous actions";

    internal override void CheckFor(bool isCatalog, OptionFailures failures)
    {
        base.CheckFor(isCatalog, failures);
        failures.RequireDefaults(this, !HasDiscount, "where all discounts are 0, since targets are then the responses themselves", nameof(TargetUpdateRate));
    }
}
