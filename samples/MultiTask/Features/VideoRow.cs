namespace MultiTask.Features;

/// <summary>Represents a video that was shown to a user. See <see cref="VideoLog"/>. An empty text is unknown.</summary>
internal sealed class VideoRow : TaskRow
{
    public string User { get; set; } = "";

    public string Video { get; set; } = "";

    public string Author { get; set; } = "";

    public string UploadType { get; set; } = "";

    public string MusicType { get; set; } = "";

    /// <summary>The part of the app in which the video was shown.</summary>
    public string Tab { get; set; } = "";

    /// <summary>The topics of the video. There can be none or several.</summary>
    public string[] Tags { get; set; } = [];

    /// <summary>The known values of the profile of the user, each as <c>column=value</c>.</summary>
    public string[] Profile { get; set; } = [];

    public bool Click { get; set; }

    /// <summary>Whether the user clicked and watched for a long time.</summary>
    public bool LongView { get; set; }

    /// <summary>Whether the user clicked and stayed on the author's page.</summary>
    public bool Conversion { get; set; }
}
