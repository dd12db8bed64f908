namespace FeedServer.Learning;

/// <summary>The columns of the log as trainers and evaluators read it.</summary>
internal static class FeedColumns
{
    public const string User = "User", Time = "Time", Session = "GroupId", Request = "Request", Position = "Position", Video = "Video", Eligible = "Eligible",
        Propensity = "Propensity", Features = "Features", WatchTime = "WatchTime", LogWatchTime = "LogWatchTime", Interaction = "Interaction";
}
