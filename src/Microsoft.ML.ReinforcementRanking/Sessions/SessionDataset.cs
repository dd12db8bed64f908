using System.Globalization;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Contains a session log in columns, with rows in the order of arrival. A session is a chain: <see cref="NextRow"/> leads from a row to its successor.
/// The rows of one session need not be adjacent, and nothing is sorted or copied.
/// </summary>
internal sealed record SessionDataset
{
    /// <summary>Gets the place of the columns, and of what a fit computes for each row.</summary>
    public ColumnStore Store { get; init; } = ColumnStore.Memory;

    /// <summary>Gets the number of rows.</summary>
    public required int RowCount { get; init; }

    /// <summary>Gets the number of sessions, at least 1 if there are rows.</summary>
    public required int SessionCount { get; init; }

    /// <summary>Gets, for each row, the index of its session in [0, <see cref="SessionCount"/>), in the order of first appearance.</summary>
    public required Column<int> SessionOfRow { get; init; }

    /// <summary>Gets, for each row, the next row of its session, or -1 at the end of the session.</summary>
    public required Column<int> NextRow { get; init; }

    /// <summary>Gets the states, one for each row.</summary>
    public required FeatureTable Features { get; init; }

    /// <summary>Gets one column of finite values for each response, the main response first.</summary>
    public required Column<float>[] Responses { get; init; }

    /// <summary>Gets, for each response, whether its column is Boolean.</summary>
    public bool[] AreResponsesBoolean { get; init; } = [];

    /// <summary>Gets the categorical fields of the states.</summary>
    public CategoryTable[] Categories { get; init; } = [];

    /// <summary>Gets, for each row, the index of its action in [0, <see cref="ActionCount"/>), or null for continuous actions.</summary>
    public Column<int>? Actions { get; init; }

    /// <summary>Gets the size of the catalog, or 0 for continuous actions.</summary>
    public int ActionCount { get; init; }

    /// <summary>Gets the actions that could have been chosen in each row, or null if every action of the catalog could have been.</summary>
    public ActionSets? EligibleActions { get; init; }

    /// <summary>Gets, for each row, the position of its action on a page, from 0, or null if positions are not known.</summary>
    public Column<int>? Positions { get; init; }

    /// <summary>Gets how the action column tells the action of a row.</summary>
    public ActionType ActionType { get; init; }

    /// <summary>Gets the ids of the catalog, or null where a key or a vector tells the action. Logs of one fit share them.</summary>
    public TextIndex? ActionIds { get; init; }

    /// <summary>Gets one row of features for each action of the catalog, or null. Actions that no row of the log has are zero.</summary>
    public FeatureTable? ActionFeatures { get; init; }

    /// <summary>Gets the continuous actions, one for each row, or null for actions of a catalog.</summary>
    public FeatureTable? ActionVectors { get; init; }

    /// <summary>Gets the logged propensities, which are in (0, 1] for actions of a catalog, or null.</summary>
    public Column<float>? Propensities { get; init; }

    /// <summary>Gets the probabilities of all actions under a policy that is given with the log, one row each, or null.</summary>
    public FeatureTable? ActionProbabilities { get; init; }

    /// <summary>Gets the weights of the rows, at least 0, or null.</summary>
    public Column<float>? Weights { get; init; }

    /// <summary>Gets the description of the rows of the view that the log was read from, or null if it was not read from a view.</summary>
    public RowDescription? Source { get; init; }

    /// <summary>Returns, for each row, the next row of its session, or -1 at the end of the session.</summary>
    /// <param name="sessionOfRow">The index of the session of each row.</param>
    /// <param name="sessionCount">The number of sessions.</param>
    /// <param name="store">The place of the result.</param>
    public static Column<int> Chain(Column<int> sessionOfRow, int sessionCount, ColumnStore store)
    {
        // The loop goes from the last row to the first, and keeps for each session only the row that comes next.
        var following = new int[sessionCount];
        Array.Fill(following, -1);
        var nextRow = store.NewColumn<int>(sessionOfRow.Length);
        for (var row = nextRow.Length - 1; row >= 0; row--)
        {
            ref var next = ref following[sessionOfRow[row]];
            nextRow[row] = next;
            next = row;
        }
        return nextRow;
    }

    /// <summary>Returns the text with which errors name a row.</summary>
    public string Describe(int row) => Source?.Of(row) ?? string.Create(CultureInfo.InvariantCulture, $"Row {row}");

    /// <summary>Requires that some row has a successor. Without one, nothing can be learned about the rest of a session.</summary>
    /// <exception cref="InvalidOperationException">No session has two rows.</exception>
    public void RequireTransitions(IHost host, SessionColumns columns)
    {
        if (NextRow.Any(next => next >= 0))
            return;
        throw host.Except(columns.Group is null
            ? "No session column is named, so every row is a session of its own. Name one, or set the discount factors to 0."
            : $"No session has two rows: the session column '{columns.Group}' has a different value in each of {RowCount} rows. "
                + "Group rows with mlContext.Data.GroupSessions, name the column that says which rows belong together, or set the discount factors to 0.");
    }

    /// <summary>Requires that every response varies. A constant response contains nothing to learn and has no scale.</summary>
    /// <exception cref="InvalidOperationException">A response has the same value in all rows.</exception>
    public void RequireVaryingResponses(IHost host, SessionColumns columns)
    {
        for (var response = 0; response < Responses.Length; response++)
        {
            var (values, first) = (Responses[response], Responses[response][0]);
            if (values.All(value => value == first))
            {
                throw host.Except(string.Create(CultureInfo.InvariantCulture,
                    $"The {columns.ResponseRole.Name} column '{columns.Responses[response]}' is {first} in all {RowCount} rows, "
                    + $"so there is nothing to learn from it. Leave it out, or use data in which it varies."));
            }
        }
    }

    /// <summary>Splits rows at random by whole sessions. Rows keep their order on each side.</summary>
    /// <param name="fraction">
    /// The share of sessions to hold out, in (0, 1). If there are at least two sessions, each side gets at least one. A single session is used for training.
    /// </param>
    /// <param name="seed">The seed, which is the only source of randomness.</param>
    public (Column<int> Train, Column<int> HeldOut) SplitBySession(double fraction, int seed)
    {
        var sessions = new int[SessionCount];
        for (var session = 0; session < sessions.Length; session++)
            sessions[session] = session;
        new Random(seed).Shuffle(sessions);

        var heldOutCount = SessionCount < 2 ? 0 : Math.Clamp((int)Math.Round(fraction * SessionCount), 1, SessionCount - 1);
        var isHeldOut = new bool[SessionCount];
        foreach (var session in sessions.AsSpan(0, heldOutCount))
            isHeldOut[session] = true;

        var heldOutRows = SessionOfRow.Count(session => isHeldOut[session]);
        Column<int>[] sides = [Store.NewColumn<int>(RowCount - heldOutRows), Store.NewColumn<int>(heldOutRows)];
        var (row, filled) = (0, new int[2]);
        foreach (var session in SessionOfRow)
        {
            var side = isHeldOut[session] ? 1 : 0;
            sides[side][filled[side]++] = row++;
        }
        return (sides[0], sides[1]);
    }
}
