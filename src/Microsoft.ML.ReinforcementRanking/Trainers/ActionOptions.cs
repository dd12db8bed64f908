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
    /// default is <c>"Action"</c>. With <see cref="RequestColumnName"/> the column is not needed, and only the default is accepted.
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
    /// The column of the request of which each row is a candidate, which is a key, an integer or text. The rows of a request are neighbors, and belong to one
    /// session. <see cref="ReinforcementRankingOptions.FeatureColumnName"/> then describes the candidate in its context, such as a video for this user now,
    /// and the policy is a softmax of the score over the rows of a request. The option is given together with <see cref="ChosenColumnName"/>. If it is null,
    /// which is the default, each row is a step, and actions are those of <see cref="ActionColumnName"/>.
    /// </summary>
    public string? RequestColumnName { get; set; }

    /// <summary>
    /// The Boolean column that is true in the row of the candidate that was chosen. Responses, propensities and weights are read in chosen rows only. One row
    /// of each request is chosen, or several with <see cref="PositionColumnName"/>. The default is null, and the option is given together with
    /// <see cref="RequestColumnName"/>.
    /// </summary>
    public string? ChosenColumnName { get; set; }

    /// <summary>
    /// The column of the position at which an action was shown. It holds whole numbers that count from the top, from 0 or from 1, up to 1000. Critics learn
    /// what a position adds to each response, whatever the action. A fitted model has no position: its values are those at the first position, the smallest
    /// number of the log, so that actions which were shown further down are not taken for worse ones (docs/equations-tscac.md (34)). The default is null,
    /// which means that positions do not matter.
    /// </summary>
    /// <remarks>
    /// With <see cref="RequestColumnName"/>, a request may have several chosen rows, one for each position without gaps, and the column is read in these rows
    /// only. Each position is a step of the session, in which the candidates that were not chosen at an earlier position could have been chosen (the
    /// Plackett-Luce model). The propensity of a row is the probability of its candidate among these. Without <see cref="RequestColumnName"/>, the option is
    /// used by <c>Tscac</c> and <c>ActorCritic</c> over a catalog, and refused elsewhere.
    /// </remarks>
    public string? PositionColumnName { get; set; }

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

    /// <summary>Gets whether positions are used in a log with one row per step.</summary>
    private protected virtual bool LearnsPositions => false;

    /// <summary>Gets the columns of states, sessions, actions and weights, without responses and propensities.</summary>
    private protected SessionColumns ActionColumns => new()
    {
        Features = FeatureColumnName,
        Group = RowGroupColumnName,
        Action = RequestColumnName is null ? ActionColumnName : null,
        ActionFeatures = ActionFeatureColumnName,
        EligibleActions = EligibleActionColumnName,
        Request = RequestColumnName,
        Chosen = ChosenColumnName,
        Position = PositionColumnName,
        Weight = ExampleWeightColumnName,
    };

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
        failures.RequireAtMost(NumberOfMatchedVectors, OptionFailures.LargestCount, nameof(NumberOfMatchedVectors));
        failures.Require(
            (ActionMinimum is null && ActionMaximum is null) || (ActionMinimum < ActionMaximum && float.IsFinite(ActionMaximum.Value - ActionMinimum.Value)),
            nameof(ActionMinimum), ActionMinimum, "finite, given together with ActionMaximum, and below it");
        failures.RequireAtLeast(EmbeddingDimension, 1, nameof(EmbeddingDimension), OptionFailures.LargestWidth);
        CheckCandidates(failures);
        failures.RequireDefaults(
            this, ActionFeatureColumnName is null && RequestColumnName is null,
            "without ActionFeatureColumnName, since an action is then known by its key alone", nameof(UseActionIdentity));
        failures.RequireWidths(HiddenUnits, nameof(HiddenUnits));
    }

    private void CheckCandidates(OptionFailures failures)
    {
        failures.RequireNameOrNull(RequestColumnName, nameof(RequestColumnName));
        failures.RequireNameOrNull(ChosenColumnName, nameof(ChosenColumnName));
        failures.RequireNameOrNull(PositionColumnName, nameof(PositionColumnName));
        failures.Require(ChosenColumnName is not null || RequestColumnName is null, nameof(ChosenColumnName), null,
            "the name of the column that tells which candidates were chosen, since RequestColumnName is given");
        failures.RequireDefaults(this, RequestColumnName is null, "without RequestColumnName, since each row is then a step",
            nameof(ChosenColumnName));
        failures.RequireDefaults(this, RequestColumnName is null && !LearnsPositions, "without RequestColumnName, since only Tscac and "
            + "ActorCritic learn what a position adds to a response", nameof(PositionColumnName));
        failures.RequireDefaults(this, RequestColumnName is not null, "with RequestColumnName, since the features of a row describe its candidate",
            nameof(ActionColumnName), nameof(ActionFeatureColumnName), nameof(ActionCatalog), nameof(EligibleActionColumnName), nameof(UseActionIdentity),
            nameof(NumberOfMatchedVectors), nameof(EmbeddingDimension));
    }

    internal override string? PartWithZeros(bool isCatalog) => NumberOfMatchedVectors > 0
        ? nameof(NumberOfMatchedVectors)
        : NetworkOrPlain?.PartWithZeros(usesKeysAlone: isCatalog && ActionFeatureColumnName is null);

    internal override void CheckFor(bool isCatalog, OptionFailures failures)
    {
        base.CheckFor(isCatalog, failures);
        failures.RequireDefaults(this, isCatalog, "over a catalog, whose actions have no order", nameof(ActionMinimum), nameof(ActionMaximum));
        failures.RequireDefaults(this, !isCatalog, "with continuous actions, which have no towers", nameof(EmbeddingDimension));
        failures.RequireDefaults(this, !isCatalog, "with continuous actions, which have no catalog",
            nameof(EligibleActionColumnName), nameof(PositionColumnName));
    }
}
