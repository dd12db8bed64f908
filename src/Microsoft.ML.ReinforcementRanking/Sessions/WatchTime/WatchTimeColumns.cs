namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Contains the columns of a transform of watch times.</summary>
/// <param name="Output">The column to add.</param>
/// <param name="Input">The watch time, or the quantile of an inverse transform.</param>
/// <param name="Duration">The duration of the video.</param>
/// <param name="IsInverse">Whether quantiles become watch times.</param>
internal sealed record WatchTimeColumns(string Output, string Input, string Duration, bool IsInverse)
{
    public static readonly ColumnRole WatchTime = ColumnRole.Weight with { Name = "watch time" };

    public static readonly ColumnRole Quantile = ColumnRole.Weight with { Name = "quantile" };

    public static readonly ColumnRole VideoDuration = ColumnRole.Weight with { Name = "duration" };

    public static readonly NumberRule Rule = new(value => value >= 0 && double.IsFinite(value), "finite and at least 0", NumberRule.FiniteRemedy);
}
