namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>The action column of a policy: a key into a catalog of <paramref name="Size"/> actions, or a vector of <paramref name="Size"/> values.</summary>
internal sealed record ActionInput(string ColumnName, bool IsKey, int Size);
