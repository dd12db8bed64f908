namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>Sizes of a <see cref="TwoTowerNetwork"/>; one shape serves every critic and policy of a fit.</summary>
internal sealed record TwoTowerShape(
    int StateWidth,
    int ActionCount,
    IReadOnlyList<int> HiddenUnits,
    int EmbeddingDimension,
    double Dropout,
    bool UseActionIdentity,
    int MatchedVectors);
