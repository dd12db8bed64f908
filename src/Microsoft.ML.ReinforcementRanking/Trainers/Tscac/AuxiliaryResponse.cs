namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>An interaction signal that the policy must keep good while it maximizes the main response.</summary>
/// <param name="columnName">A Single or Boolean column.</param>
public sealed class AuxiliaryResponse(string columnName)
{
    /// <summary>The response's column.</summary>
    public string ColumnName { get; } = columnName;

    /// <summary>λ of this response: how strongly the policy is held to the one that this response alone would want, above 0. Default null: the common one.</summary>
    public double? ConstraintStrength { get; set; }

    /// <summary>γ of this response, in [0, 1). Default 0.9.</summary>
    public double DiscountFactor { get; set; } = 0.9;

    /// <summary>Whether less is better, as for a hate signal. Default false.</summary>
    public bool Minimize { get; set; }

    internal AuxiliaryResponse Copy() => (AuxiliaryResponse)MemberwiseClone();
}
