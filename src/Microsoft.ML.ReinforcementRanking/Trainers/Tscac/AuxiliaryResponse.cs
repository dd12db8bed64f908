using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>A response that stays good while the policy maximizes the main response.</summary>
/// <param name="columnName">The name of a column of numbers or Booleans.</param>
public sealed class AuxiliaryResponse(string columnName)
{
    /// <summary>The name of the response's column.</summary>
    public string ColumnName { get; } = columnName;

    /// <summary>
    /// The constraint strength λ of this response, above 0. It says how close the policy stays to the policy that is best for this response alone. If it is
    /// null, which is the default, the common constraint strength applies.
    /// </summary>
    [Range(0.1, 10.0, true)]
    public double? ConstraintStrength { get; set; }

    /// <summary>The discount γ of this response, in [0, 1). If it is null, which is the default, the discount of the main response applies.</summary>
    [Range(0.0, 0.99)]
    public double? DiscountFactor { get; set; }

    /// <summary>Whether lower values of the response are better, as for a hate signal. The default is false.</summary>
    public bool Minimize { get; set; }

    internal AuxiliaryResponse Copy() => (AuxiliaryResponse)MemberwiseClone();
}
