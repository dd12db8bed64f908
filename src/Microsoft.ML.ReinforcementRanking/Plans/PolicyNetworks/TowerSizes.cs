namespace Microsoft.ML.Trainers.ReinforcementRanking.Plans;

/// <summary>Contains the sizes of the two sides of a <see cref="PolicyNetwork"/>.</summary>
/// <param name="StateWidth">The number of features of a state.</param>
/// <param name="ActionWidth">The number of features of an action, or 0 if actions have only a key.</param>
/// <param name="ActionCount">The number of actions in the catalog.</param>
/// <param name="UseKey">Whether the key of an action is a field beside its features. It always is if actions have no features.</param>
/// <param name="HiddenUnits">The widths of the hidden layers of deep parts.</param>
/// <param name="EmbeddingDimension">The dimension of the vectors u and v of deep parts.</param>
internal sealed record TowerSizes(int StateWidth, int ActionWidth, int ActionCount, bool UseKey, IReadOnlyList<int> HiddenUnits, int EmbeddingDimension);
