using ShortVideo.Online;

namespace AbTest.Experiment;

/// <summary>Represents a response that is compared between arms, as a total for each user and day.</summary>
internal sealed record Response(string Name, Func<UserDay, double> Total)
{
    /// <summary>
    /// All responses. The main response comes first. The paper compares watch time, shares, downloads, and comments. A conversion is the response that is
    /// closest to a download here.
    /// </summary>
    public static IReadOnlyList<Response> All { get; } =
    [
        new("WatchTime", day => day.WatchTime),
        new("Click", day => day.Clicks),
        new("Interaction", day => day.Interactions),
        new("Share", day => day.Shares),
        new("Conversion", day => day.Conversions),
        new("Comment", day => day.Comments),
    ];
}
