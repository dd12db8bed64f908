using ShortVideo.Simulator;

namespace ShortVideo.Online;

/// <summary>Represents what one user did on one day. All values are 0 for a user who did not open the app.</summary>
/// <param name="UserId">The id of the user.</param>
/// <param name="Day">The day of the service, counted from 0. A session belongs to the day on which it began.</param>
internal sealed record UserDay(int UserId, int Day)
{
    public int Sessions { get; init; }

    public int Impressions { get; init; }

    /// <summary>The watch time in seconds.</summary>
    public double WatchTime { get; init; }

    public int Clicks { get; init; }

    /// <summary>The number of likes, follows, comments, shares, and visits to profiles and comments.</summary>
    public int Interactions { get; init; }

    public int Likes { get; init; }

    public int Comments { get; init; }

    public int Shares { get; init; }

    /// <summary>The number of clicks after which the user stayed on the author's page.</summary>
    public int Conversions { get; init; }

    public int Hates { get; init; }

    public static UserDay Of(int user, int day, IReadOnlyList<ServedStep> steps)
    {
        int Count(Func<VideoResponse, bool> happened) => steps.Count(step => happened(step.Response));
        return new(user, day)
        {
            Sessions = steps.Count(step => step.Shown.Step == 0),
            Impressions = steps.Count,
            WatchTime = steps.Sum(step => step.Response.PlayTime.TotalSeconds),
            Clicks = Count(response => response.IsClick),
            Interactions = Count(response => response.HasInteraction),
            Likes = Count(response => response.Interaction == Interaction.Like),
            Comments = Count(response => response.Interaction == Interaction.Comment),
            Shares = Count(response => response.Interaction == Interaction.Forward),
            Conversions = Count(response => response.IsConversion),
            Hates = Count(response => response.IsHate),
        };
    }
}
