namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>A response that stays good while the policy maximizes the main response.</summary>
/// <param name="columnName">A column of numbers or Booleans.</param>
public sealed class AuxiliaryResponse(string columnName)
{
    /// <summary>The response's column.</summary>
    public string ColumnName { get; } = columnName;

    /// <summary>
    /// λ of this response, above 0: how close the policy stays to the policy that is best for this response alone. Default null: the common constraint
    /// strength.
    /// </summary>
    public double? ConstraintStrength { get; set; }

    /// <summary>γ of this response, in [0, 1). Default null: that of the main response.</summary>
    public double? DiscountFactor { get; set; }

    /// <summary>Whether less of the response is better, as for a hate signal. Default false.</summary>
    public bool Minimize { get; set; }

    internal AuxiliaryResponse Copy() => (AuxiliaryResponse)MemberwiseClone();
}
