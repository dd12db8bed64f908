namespace ShortVideo.Policies;

/// <summary>Represents what the trees need to score a row, and what an evaluation needs to know about it.</summary>
internal sealed record LoggedRow
{
    public long UserId { get; set; }

    public long VideoId { get; set; }

    public float[] Features { get; set; } = [];

    public long[] Candidates { get; set; } = [];

    public float WatchTime { get; set; }

    public bool Click { get; set; }

    public bool Like { get; set; }

    public bool Interaction { get; set; }

    public float Propensity { get; set; }

    /// <summary>The prediction of the label without the video.</summary>
    public float Placebo { get; set; }

    /// <summary>The probability of the logged video under a policy.</summary>
    public float Probability { get; set; }
}
