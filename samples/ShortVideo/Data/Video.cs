namespace ShortVideo.Data;

/// <summary>Represents a video that can be shown. A value that is null or empty is unknown.</summary>
internal sealed record Video(long Id, string? Author, string? UploadType, string? MusicType, float? Duration, IReadOnlyList<string> Tags);
