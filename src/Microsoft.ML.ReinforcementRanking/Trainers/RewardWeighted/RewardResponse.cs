namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>A response that is part of the reward of <see cref="RewardWeightedRankingTrainer"/>.</summary>
/// <param name="columnName">A column of numbers or Booleans.</param>
public sealed class RewardResponse(string columnName)
{
    /// <summary>The column of the response.</summary>
    public string ColumnName { get; } = columnName;

    /// <summary>u_i, at least 0: the weight of one unit of this response in the reward. Default 1.</summary>
    public double Weight { get; set; } = 1;

    /// <summary>Whether less is better, as for a hate signal. Default false.</summary>
    public bool Minimize { get; set; }

    internal RewardResponse Copy() => (RewardResponse)MemberwiseClone();
}
