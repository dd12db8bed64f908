using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents a response beside the main response of an actor-critic, and its weight.</summary>
/// <param name="columnName">The name of a column of numbers or Booleans.</param>
public sealed class WeightedResponse(string columnName)
{
    /// <summary>The name of the response's column.</summary>
    public string ColumnName { get; } = columnName;

    /// <summary>
    /// The weight u_i of one unit of this response, at least 0. A unit of the main response has the weight <c>MainWeight</c>. With <see cref="LowerBound"/>
    /// it is the multiplier at the start of training. It must be 1 for <see cref="ConstraintHandling.Pareto"/>, which finds the weights itself. The default
    /// is 1.
    /// </summary>
    [Range(0.1, 10.0, 1.0, true)]
    public double Weight { get; set; } = 1;

    /// <summary>
    /// The bound C_i of <see cref="ConstraintHandling.Rcpo"/>, which is the least acceptable mean discounted return over the rows, in the response's unit.
    /// With <see cref="Minimize"/> it is the bound of the negative response, so that -0.1 accepts at most 0.1. If it is null, which is the default, the
    /// weight is constant.
    /// </summary>
    public double? LowerBound { get; set; }

    /// <summary>
    /// The discount γ of this response, in [0, 1), for <see cref="CriticStructure.PerResponse"/>. If it is null, which is the default, the discount of the
    /// main response applies.
    /// </summary>
    [Range(0.0, 0.99)]
    public double? DiscountFactor { get; set; }

    /// <summary>Whether lower values of the response are better, as for a hate signal. The default is false.</summary>
    public bool Minimize { get; set; }

    internal WeightedResponse Copy() => (WeightedResponse)MemberwiseClone();
}
