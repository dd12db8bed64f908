namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>A response beside the main response of an actor-critic, and its weight.</summary>
/// <param name="columnName">A column of numbers or Booleans.</param>
public sealed class WeightedResponse(string columnName)
{
    /// <summary>The response's column.</summary>
    public string ColumnName { get; } = columnName;

    /// <summary>
    /// u_i, at least 0: the weight of one unit of this response, where a unit of the main response has the weight <c>MainWeight</c>. With
    /// <see cref="LowerBound"/> it is the multiplier that training begins with. Default 1, and 1 only for <see cref="ConstraintHandling.Pareto"/>, which
    /// finds the weights itself.
    /// </summary>
    public double Weight { get; set; } = 1;

    /// <summary>
    /// C_i, for <see cref="ConstraintHandling.Rcpo"/>: the least acceptable mean discounted return over the rows, in the response's unit; with
    /// <see cref="Minimize"/> of its negative, so that -0.1 accepts at most 0.1. Default null: the weight is constant.
    /// </summary>
    public double? LowerBound { get; set; }

    /// <summary>γ of this response, in [0, 1), for <see cref="CriticStructure.PerResponse"/>. Default null: the main response's.</summary>
    public double? DiscountFactor { get; set; }

    /// <summary>Whether less of the response is better, as for a hate signal. Default false.</summary>
    public bool Minimize { get; set; }

    internal WeightedResponse Copy() => (WeightedResponse)MemberwiseClone();
}
