using Microsoft.ML.SearchSpace;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Options for actions and networks that all trainers with an action column share.</summary>
public abstract class ActionOptions : ReinforcementRankingOptions
{
    private protected ActionOptions()
    {
    }

    /// <summary>
    /// The column of the logged action. It is the action's id in a catalog, as text, an integer or a key, or a known-size vector of Single. The catalog has
    /// the ids of the training data, which are logged or in a set of <see cref="EligibleActionColumnName"/>, in the order of their first appearance, then
    /// those that only the validation data has, then those that only <see cref="ActionCatalog"/> has. The type of a key fixes its catalog instead. The
    /// default is <c>"Action"</c>.
    /// </summary>
    public string ActionColumnName { get; set; } = "Action";

    /// <summary>
    /// The column of the actions of the catalog that could have been chosen in the row, such as the candidates that were retrieved for a request. It is a
    /// vector of the type of <see cref="ActionColumnName"/>: of text, of integers, or of keys. Its length may vary between rows. Each set has the logged
    /// action, at least, and an action that it names twice counts once. <c>Probability</c> is then the probability among the actions of the set. If the
    /// option is null, which is the default, every action of the catalog could have been chosen in every row.
    /// </summary>
    public string? EligibleActionColumnName { get; set; }

    /// <summary>
    /// The column of the features of an action of a catalog, which is a known-size vector of Single that depends on the action alone. If it is null, which is
    /// the default, an action is known by its id or key only.
    /// </summary>
    public string? ActionFeatureColumnName { get; set; }

    /// <summary>
    /// A data set with one row per action, which has the columns <see cref="ActionColumnName"/> and <see cref="ActionFeatureColumnName"/>. It gives
    /// features to actions that no training row logs, such as those that were eligible and never chosen. Text and integer ids that the log lacks join the
    /// catalog, and an id that the table lacks keeps the features of its rows. Each key needs a row. If the option is null, which is the default, features
    /// come from the training rows, and the features of an action without rows are all 0.
    /// </summary>
    public IDataView? ActionCatalog { get; set; }

    /// <summary>
    /// Whether an action with features also has an embedding of its own. False generalizes better where actions have few rows each. The default is
    /// true.
    /// </summary>
    public bool UseActionIdentity { get; set; } = true;

    /// <summary>
    /// The number of matched vectors at the start of the state, at least 0. A matched vector is as long as the features of the action, and its slot j
    /// belongs to feature j of the action. An example is the user's past response to actions with that feature. The product of slot j and feature j is a
    /// term of the score with a weight of its own. The state tower reads what follows the matched vectors. The default is 0.
    /// </summary>
    public int NumberOfMatchedVectors { get; set; }

    /// <summary>
    /// The smallest value that a continuous action has in any dimension, below <see cref="ActionMaximum"/> and given together with it. A sigmoid keeps the
    /// policy's mean, <c>PredictedAction</c>, inside the range. The density is still that of a Gaussian, whose tails leave the range. The default is null,
    /// which means that there is no range.
    /// </summary>
    public float? ActionMinimum { get; set; }

    /// <summary>
    /// The largest value that a continuous action has in any dimension, given together with <see cref="ActionMinimum"/>. The default is null, which means
    /// that there is no range.
    /// </summary>
    public float? ActionMaximum { get; set; }

    /// <summary>
    /// The dimension of the space in which the state tower and the action tower meet, at least 1. It applies to a catalog only. The default is 32.
    /// </summary>
    [Range(8, 128, 32, true)]
    public int EmbeddingDimension { get; set; } = 32;

    /// <summary>The widths of the hidden layers of every tower, each at least 1. The default is one layer of 64.</summary>
    public IReadOnlyList<int> HiddenUnits { get; set; } = [64];

    /// <summary>The network of the policy, or null for hidden layers alone.</summary>
    internal virtual PolicyNetwork? NetworkOrPlain => null;

    private protected override void CopyParts()
    {
        base.CopyParts();
        HiddenUnits = OptionCopy.Of(HiddenUnits);
    }

    internal override void Check(OptionFailures failures)
    {
        base.Check(failures);
        failures.RequireName(ActionColumnName, nameof(ActionColumnName));
        failures.RequireNameOrNull(ActionFeatureColumnName, nameof(ActionFeatureColumnName));
        failures.RequireNameOrNull(EligibleActionColumnName, nameof(EligibleActionColumnName));
        failures.Require(
            ActionCatalog is null || ActionFeatureColumnName is not null,
            nameof(ActionCatalog), "given", "used together with ActionFeatureColumnName");
        failures.Require(
            NumberOfMatchedVectors >= 0 && (NumberOfMatchedVectors == 0 || ActionFeatureColumnName is not null),
            nameof(NumberOfMatchedVectors), NumberOfMatchedVectors, "0, or above 0 and used together with ActionFeatureColumnName");
        failures.Require(
            (ActionMinimum is null && ActionMaximum is null) || (ActionMinimum < ActionMaximum && float.IsFinite(ActionMaximum.Value - ActionMinimum.Value)),
            nameof(ActionMinimum), ActionMinimum, "finite, given together with ActionMaximum, and below it");
        failures.RequireDefaults(
            this, ActionFeatureColumnName is null, "without ActionFeatureColumnName, since an action is then known by its key alone",
            nameof(UseActionIdentity));
        failures.RequireAtLeast(EmbeddingDimension, 1, nameof(EmbeddingDimension));
        failures.RequireWidths(HiddenUnits, nameof(HiddenUnits));
    }

    internal override string? PartWithZeros(bool isCatalog) => NumberOfMatchedVectors > 0
        ? nameof(NumberOfMatchedVectors)
        : NetworkOrPlain?.PartWithZeros(usesKeysAlone: isCatalog && ActionFeatureColumnName is null);

    internal override void CheckFor(bool isCatalog, OptionFailures failures)
    {
        base.CheckFor(isCatalog, failures);
        failures.RequireDefaults(this, isCatalog, "over a catalog, whose actions have no order", nameof(ActionMinimum), nameof(ActionMaximum));
        failures.RequireDefaults(this, !isCatalog, "with continuous actions, which have no towers", nameof(EmbeddingDimension));
        failures.RequireDefaults(this, !isCatalog, "with continuous actions, which have no catalog", nameof(EligibleActionColumnName));
    }
}
