namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>An action of the catalog and what a policy thinks of it in one state.</summary>
/// <param name="Key">The action's key value, from 1 to the size of the catalog.</param>
/// <param name="Score">The policy's logit: higher is better, comparable within one state.</param>
/// <param name="Probability">π(action | state) over the whole catalog, in (0, 1).</param>
public readonly record struct RankedAction(uint Key, float Score, float Probability);
