namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Which group, a session or a user, each row belongs to.</summary>
/// <param name="OfRow">Row → group, 0 to <paramref name="Count"/> - 1, in any order.</param>
/// <param name="Count">Number of groups; a group without rows counts for nothing, so held-out rows may keep the numbers of the whole data.</param>
internal sealed record RowGroups(int[] OfRow, int Count);
