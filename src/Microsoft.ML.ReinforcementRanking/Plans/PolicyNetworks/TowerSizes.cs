namespace Microsoft.ML.Trainers.ReinforcementRanking.Plans;

/// <summary>What the two sides of a <see cref="PolicyNetwork"/> have to fit.</summary>
/// <param name="StateWidth">Features of a state.</param>
/// <param name="ActionWidth">Features of an action; 0 where actions are known by their key only.</param>
/// <param name="ActionCount">Actions of the catalog.</param>
/// <param name="UseKey">Whether an action's key is a field beside its features; always where it has none.</param>
/// <param name="HiddenUnits">Widths of the hidden layers of deep parts.</param>
/// <param name="EmbeddingDimension">Dimension of the space in which deep parts meet.</param>
internal sealed record TowerSizes(int StateWidth, int ActionWidth, int ActionCount, bool UseKey, IReadOnlyList<int> HiddenUnits, int EmbeddingDimension);
