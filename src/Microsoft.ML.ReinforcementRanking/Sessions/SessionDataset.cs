namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// A session log in columns, rows in arrival order. A session is a chain: <see cref="NextRow"/> leads from a row to its successor,
/// so rows of one session need not be adjacent and nothing is sorted or copied.
/// </summary>
internal sealed class SessionDataset
{
    /// <summary>Number of rows.</summary>
    public required int RowCount { get; init; }

    /// <summary>Number of sessions, at least 1 when there are rows.</summary>
    public required int SessionCount { get; init; }

    /// <summary>Row → its session's index, [0, <see cref="SessionCount"/>) in order of first appearance.</summary>
    public required int[] SessionOfRow { get; init; }

    /// <summary>Row → the next row of its session, or -1 where the session ends.</summary>
    public required int[] NextRow { get; init; }

    /// <summary>States, one row each.</summary>
    public required FeatureTable Features { get; init; }

    /// <summary>One array per response, main first; values are finite.</summary>
    public required float[][] Responses { get; init; }

    /// <summary>Key actions: row → action index in [0, <see cref="ActionCount"/>). Null for continuous actions.</summary>
    public int[]? Actions { get; init; }

    /// <summary>Key actions: size of the catalogue. 0 for continuous actions.</summary>
    public int ActionCount { get; init; }

    /// <summary>Key actions with features: one row per action of the catalogue; actions without a row in the log have none (all zero) and <see cref="ActionSeen"/> false.</summary>
    public FeatureTable? ActionFeatures { get; init; }

    /// <summary>Key actions: whether the log holds a row of this action.</summary>
    public bool[]? ActionSeen { get; init; }

    /// <summary>Continuous actions, one row each.</summary>
    public FeatureTable? ActionVectors { get; init; }

    /// <summary>Logged propensities, in (0, 1] for key actions.</summary>
    public float[]? Propensities { get; init; }

    /// <summary>Row weights, at least 0.</summary>
    public float[]? Weights { get; init; }
}
