namespace MultiTask.Features;

/// <summary>A video shown to a user; see <see cref="VideoLog"/>. Empty text is unknown.</summary>
internal sealed class VideoRow : TaskRow
{
    public string User { get; set; } = "";

    public string Video { get; set; } = "";

    public string Author { get; set; } = "";

    public string UploadType { get; set; } = "";

    public string MusicType { get; set; } = "";

    /// <summary>The part of the app.</summary>
    public string Tab { get; set; } = "";

    /// <summary>The video's topics: none or several.</summary>
    public string[] Tags { get; set; } = [];

    /// <summary>What the log knows of the user, each as <c>column=value</c>.</summary>
    public string[] Profile { get; set; } = [];

    public bool Click { get; set; }

    /// <summary>Clicked, and watched long.</summary>
    public bool LongView { get; set; }

    /// <summary>Clicked, and stayed on the author's page.</summary>
    public bool Conversion { get; set; }
}
