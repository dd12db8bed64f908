namespace Microsoft.ML.Trainers.ReinforcementRanking.Plans;

/// <summary>
/// A trained two-tower function f(s, a) = u(s) · v(a) + c(s) + b(a): the network that gives [u, c], and [v, b] of every action, row by row.
/// Functions whose action side is the same share the array.
/// </summary>
internal sealed record TwoTowerBlock(PlannedNetwork StateTower, float[] ActionTable)
{
    /// <summary>Dimension of u and v plus one.</summary>
    public int Width => StateTower.Plan.OutputWidth;

    public int ActionCount => ActionTable.Length / Width;
}
