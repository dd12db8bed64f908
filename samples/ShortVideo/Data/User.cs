namespace ShortVideo.Data;

/// <summary>A user's profile: one value per profile column of the log, null where it is unknown.</summary>
internal sealed record User(long Id, IReadOnlyList<string?> Profile);
