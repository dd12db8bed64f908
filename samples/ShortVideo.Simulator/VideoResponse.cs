namespace ShortVideo.Simulator;

/// <summary>Represents what a user did with a video.</summary>
/// <param name="PlayTime">The watch time in whole milliseconds, at most <paramref name="Duration"/>.</param>
/// <param name="Duration">The duration of the video.</param>
/// <param name="Interaction">The positive interaction, if there is one.</param>
/// <param name="CommentStay">The time that the user spent in the comments, in whole milliseconds.</param>
/// <param name="IsHate">Whether the user asked to see fewer such videos.</param>
/// <param name="ProfileStay">The time that the user spent on the author's page after a click, in whole milliseconds. This is the conversion.</param>
public sealed record VideoResponse(TimeSpan PlayTime, TimeSpan Duration, Interaction Interaction, TimeSpan CommentStay, bool IsHate, TimeSpan ProfileStay)
{
    private static readonly TimeSpan ClickThreshold = TimeSpan.FromSeconds(7);
    private static readonly TimeSpan LongViewThreshold = TimeSpan.FromSeconds(18);

    /// <summary>
    /// Whether the response is a click. As in KuaiRand's single-column feed, it is a click if the user watches more than 7 s, or all of a video of at most
    /// 7 s.
    /// </summary>
    public bool IsClick => Duration <= ClickThreshold ? PlayTime >= Duration : PlayTime > ClickThreshold;

    /// <summary>
    /// Whether the response is a long view. As in KuaiRand, it is a long view if the user watches at least 18 s, or all of a shorter video.
    /// </summary>
    public bool IsLongView => PlayTime >= (Duration < LongViewThreshold ? Duration : LongViewThreshold);

    /// <summary>Whether there was a positive interaction.</summary>
    public bool HasInteraction => Interaction != Interaction.None;

    /// <summary>Whether the user stayed on the author's page. This is possible only after a click.</summary>
    public bool IsConversion => ProfileStay > TimeSpan.Zero;

    /// <summary>Computes the probability of a click if the watch time is exponential until the video ends.</summary>
    internal static double ClickProbability(double meanSeconds, TimeSpan duration)
        => Math.Exp(-Math.Min(duration.TotalSeconds, ClickThreshold.TotalSeconds) / meanSeconds);
}
