using System.Globalization;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// A session log in columns, rows in arrival order. A session is a chain: <see cref="NextRow"/> leads from a row to its successor,
/// so rows of one session need not be adjacent and nothing is sorted or copied.
/// </summary>
internal sealed record SessionDataset
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

    /// <summary>Per response: whether its column is Boolean.</summary>
    public bool[] AreResponsesBoolean { get; init; } = [];

    /// <summary>The categorical fields of the states.</summary>
    public CategoryTable[] Categories { get; init; } = [];

    /// <summary>Key actions: row → action index in [0, <see cref="ActionCount"/>). Null for continuous actions.</summary>
    public int[]? Actions { get; init; }

    /// <summary>Key actions: size of the catalog. 0 for continuous actions.</summary>
    public int ActionCount { get; init; }

    /// <summary>Key actions with features: one row per action of the catalog; actions without a row in the log have all-zero features.</summary>
    public FeatureTable? ActionFeatures { get; init; }

    /// <summary>Continuous actions, one row each.</summary>
    public FeatureTable? ActionVectors { get; init; }

    /// <summary>Logged propensities, in (0, 1] for key actions.</summary>
    public float[]? Propensities { get; init; }

    /// <summary>Probabilities of all actions under a policy that was given with the log, one row each.</summary>
    public FeatureTable? ActionProbabilities { get; init; }

    /// <summary>Row weights, at least 0.</summary>
    public float[]? Weights { get; init; }

    /// <summary>Describes the rows of the view that the log was read from; null for a log that was not.</summary>
    public RowDescription? Source { get; init; }

    /// <summary>A row as errors name it.</summary>
    public string Describe(int row) => Source?.Of(row) ?? string.Create(CultureInfo.InvariantCulture, $"Row {row}");

    /// <summary>Whether a row has a successor somewhere: without one, nothing can be learned about the future.</summary>
    /// <exception cref="InvalidOperationException">No session has two rows.</exception>
    public void RequireTransitions(IHost host, SessionColumns columns)
    {
        if (Array.Exists(NextRow, next => next >= 0))
            return;
        throw host.Except(columns.Group is null
            ? "No session column is named, so every row is a session of its own. Name one, or set the discount factors to 0."
            : $"No session has two rows: the session column '{columns.Group}' has another value in each of {RowCount} rows. "
                + "Group rows with mlContext.Data.GroupSessions, name the column that says which rows belong together, or set the discount factors to 0.");
    }

    /// <summary>Whether every response varies: a constant one teaches nothing and has no scale.</summary>
    /// <exception cref="InvalidOperationException">A response has the same value in all rows.</exception>
    public void RequireVaryingResponses(IHost host, SessionColumns columns)
    {
        for (var response = 0; response < Responses.Length; response++)
        {
            var values = Responses[response];
            if (!values.AsSpan(1).ContainsAnyExcept(values[0]))
            {
                throw host.Except(string.Create(CultureInfo.InvariantCulture,
                    $"The {columns.ResponseRole.Name} column '{columns.Responses[response]}' is {values[0]} in all {RowCount} rows, "
                    + $"so there is nothing to learn from it. Leave it out, or use data in which it varies."));
            }
        }
    }

    /// <summary>Splits rows by whole sessions drawn at random; rows keep their order on each side.</summary>
    /// <param name="fraction">
    /// Share of sessions to hold out, in (0, 1). With two sessions or more each side gets at least one; a single session is for training.
    /// </param>
    /// <param name="seed">The only source of randomness.</param>
    public (int[] Train, int[] HeldOut) SplitBySession(double fraction, int seed)
    {
        var sessions = new int[SessionCount];
        for (var session = 0; session < sessions.Length; session++)
            sessions[session] = session;
        new Random(seed).Shuffle(sessions);

        var heldOutCount = SessionCount < 2 ? 0 : Math.Clamp((int)Math.Round(fraction * SessionCount), 1, SessionCount - 1);
        var isHeldOut = new bool[SessionCount];
        foreach (var session in sessions.AsSpan(0, heldOutCount))
            isHeldOut[session] = true;

        var rows = Enumerable.Range(0, RowCount);
        return ([.. rows.Where(row => !isHeldOut[SessionOfRow[row]])], [.. rows.Where(row => isHeldOut[SessionOfRow[row]])]);
    }
}
