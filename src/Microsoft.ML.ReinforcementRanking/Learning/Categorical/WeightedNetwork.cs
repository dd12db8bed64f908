using Microsoft.ML.Trainers.ReinforcementRanking.Networks;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>A two-tower network and its factor in a sum.</summary>
internal readonly record struct WeightedNetwork(TwoTowerNetwork Network, double Factor);
