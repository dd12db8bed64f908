namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Which numbers a role takes, and what a user can do about the others.</summary>
internal sealed record NumberRule(Func<float, bool> Accepts, string Requirement, string Remedy)
{
    /// <summary>What to do about NaN and infinity in a column that must be finite.</summary>
    public const string FiniteRemedy =
        "Replace missing values with mlContext.Transforms.ReplaceMissingValues, or drop such rows with mlContext.Data.FilterRowsByMissingValues; an infinity usually is a division by zero earlier in the pipeline.";

    private const string PropensityRemedy = "A propensity is the logging policy's probability of the action that it took; drop rows whose action it could not take.";

    public static readonly NumberRule Finite = new(float.IsFinite, "finite", FiniteRemedy);

    public static readonly NumberRule Weight = new(value => value >= 0 && float.IsFinite(value), "finite and at least 0", "Give rows that should not count a weight of 0.");

    public static readonly NumberRule Probability = new(value => value > 0 && value <= 1, "above 0 and at most 1", PropensityRemedy);

    public static readonly NumberRule Density = new(value => value > 0 && float.IsFinite(value), "finite and above 0", PropensityRemedy);
}
