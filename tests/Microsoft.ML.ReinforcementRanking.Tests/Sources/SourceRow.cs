namespace Microsoft.ML.ReinforcementRanking.Tests.Sources;

/// <summary>Represents a row of a <see cref="SourceLog"/>.</summary>
internal sealed class SourceRow
{
    public string User { get; set; } = "";

    public DateTime Time { get; set; }

    public string Video { get; set; } = "";

    public float Interest { get; set; }

    public float Hour { get; set; }

    public float WatchTime { get; set; }

    public bool Click { get; set; }

    public float Propensity { get; set; }
}
