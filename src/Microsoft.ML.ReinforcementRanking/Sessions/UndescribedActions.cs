using System.Globalization;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Warns of actions that were eligible and never chosen where the features of actions come from the rows of the log alone.</summary>
internal static class UndescribedActions
{
    /// <summary>Returns the warning, or null if every eligible action has features, or if actions have none.</summary>
    /// <param name="data">A log whose action features come from its rows.</param>
    /// <param name="columns">The columns of the log.</param>
    public static string? Warning(SessionDataset data, SessionColumns columns)
    {
        if (data is not { Actions: { } actions, ActionFeatures: not null, EligibleActions: { } sets })
            return null;
        var (isLogged, isEligible) = (new bool[data.ActionCount], new bool[data.ActionCount]);
        foreach (var action in actions)
            isLogged[action] = true;
        for (var row = 0; row < sets.RowCount; row++)
        {
            foreach (var action in sets[row])
                isEligible[action] = true;
        }
        var count = isEligible.Where((eligible, action) => eligible && !isLogged[action]).Count();
        return count == 0
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{count} of {data.ActionCount} actions were eligible (column '{columns.EligibleActions}') and never "
                + $"chosen. The log has the features of chosen actions only (column '{columns.ActionFeatures}'), so the features of these {count} are all 0. "
                + $"Give ActionCatalog a row for each of them.");
    }
}
