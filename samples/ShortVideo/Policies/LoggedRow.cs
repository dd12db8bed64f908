namespace ShortVideo.Policies;

/// <summary>What the trees need to score a row, and what an evaluation needs of it afterwards.</summary>
internal sealed record LoggedRow
{
    public long UserId { get; set; }

    public long VideoId { get; set; }

    public float[] Features { get; set; } = [];

    public float WatchTime { get; set; }

    public bool Click { get; set; }

    public bool Like { get; set; }

    public bool Interaction { get; set; }

    public float Propensity { get; set; }

    /// <summary>Prediction made without the video.</summary>
    public float Placebo { get; set; }

    /// <summary>A policy's probability of the logged video.</summary>
    public float Probability { get; set; }
}
