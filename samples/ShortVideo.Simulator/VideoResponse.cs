namespace ShortVideo.Simulator;

/// <summary>What a user did with a video.</summary>
/// <param name="PlayTime">Watch time, in whole milliseconds, at most <paramref name="Duration"/>.</param>
/// <param name="Duration">Length of the video.</param>
/// <param name="Interaction">The positive interaction, if any.</param>
/// <param name="CommentStay">Time spent in the comments, in whole milliseconds.</param>
/// <param name="IsHate">Whether the user asked for less of this.</param>
/// <param name="ProfileStay">Time spent on the author's page after a click, in whole milliseconds: the conversion.</param>
public sealed record VideoResponse(TimeSpan PlayTime, TimeSpan Duration, Interaction Interaction, TimeSpan CommentStay, bool IsHate, TimeSpan ProfileStay)
{
    private static readonly TimeSpan ClickThreshold = TimeSpan.FromSeconds(7);
    private static readonly TimeSpan LongViewThreshold = TimeSpan.FromSeconds(18);

    /// <summary>KuaiRand's valid play in the single-column feed: more than 7 s, or all of a video of at most 7 s.</summary>
    public bool IsClick => Duration <= ClickThreshold ? PlayTime >= Duration : PlayTime > ClickThreshold;

    /// <summary>KuaiRand's long view: at least 18 s, or all of a shorter video.</summary>
    public bool IsLongView => PlayTime >= (Duration < LongViewThreshold ? Duration : LongViewThreshold);

    /// <summary>Whether there was any positive interaction.</summary>
    public bool HasInteraction => Interaction != Interaction.None;

    /// <summary>Whether the user went on to the author's page and stayed; only after a click.</summary>
    public bool IsConversion => ProfileStay > TimeSpan.Zero;

    /// <summary>Of a watch time that is exponential until the video ends.</summary>
    internal static double ClickProbability(double meanSeconds, TimeSpan duration)
        => Math.Exp(-Math.Min(duration.TotalSeconds, ClickThreshold.TotalSeconds) / meanSeconds);
}
