using System.Globalization;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Warns of a catalog whose actions are too rare to learn from. The share of rows whose action occurs once estimates the share of new rows whose action
/// is unseen (the Good-Turing estimate).
/// </summary>
internal static class RareActions
{
    /// <summary>The share of rows above which the evaluation of new rows warns of unseen actions, too.</summary>
    private const double LargestShare = 0.05;

    /// <summary>Returns the warning, or null if most actions recur or are described by features.</summary>
    public static string? Warning(SessionDataset data, SessionColumns columns)
    {
        if (data.Actions is not { } actions || data.ActionFeatures is not null)
            return null;
        var counts = new int[data.ActionCount];
        foreach (var action in actions)
            counts[action]++;
        var (seen, once) = (counts.Count(count => count > 0), counts.Count(count => count == 1));
        var share = (double)once / data.RowCount;
        return share <= LargestShare
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{once} of {seen} actions of column '{columns.Action}' occur once ({share:P1} of "
                + $"{data.RowCount} rows, above {LargestShare:P0}): the fit learns little about them, "
                + $"and about as large a share of new rows will have actions that the policy has "
                + $"never seen. Use an action column whose values recur, such as an item instead of the id of a row, or name ActionFeatureColumnName.");
    }
}
