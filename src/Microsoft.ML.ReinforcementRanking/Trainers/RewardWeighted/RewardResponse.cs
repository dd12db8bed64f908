using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents a response that is part of the reward of <see cref="RewardWeightedRankingTrainer"/>.</summary>
/// <param name="columnName">The name of a column of numbers or Booleans.</param>
public sealed class RewardResponse(string columnName)
{
    /// <summary>The name of the response's column.</summary>
    public string ColumnName { get; } = columnName;

    /// <summary>The weight u_i of one unit of this response in the reward, at least 0. The default is 1.</summary>
    [Range(0.1, 10.0, 1.0, true)]
    public double Weight { get; set; } = 1;

    /// <summary>Whether lower values of the response are better, as for a hate signal. The default is false.</summary>
    public bool Minimize { get; set; }

    internal RewardResponse Copy() => (RewardResponse)MemberwiseClone();
}
