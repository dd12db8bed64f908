namespace ShortVideo.Data;

/// <summary>A video that can be shown. Null and empty: unknown.</summary>
internal sealed record Video(long Id, string? Author, string? UploadType, string? MusicType, float? Duration, IReadOnlyList<string> Tags);
