using ShortVideo.Online;

namespace AbTest.Experiment;

/// <summary>What is compared between arms: a total per user and day.</summary>
internal sealed record Response(string Name, Func<UserDay, double> Total)
{
    /// <summary>
    /// The main response first. The paper has watch time, shares, downloads and comments; a conversion is what is nearest to a download here.
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
