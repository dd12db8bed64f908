namespace ShortVideo.Data;

/// <summary>Represents the profile of a user. It has one value for each profile column of the log, which is null if it is unknown.</summary>
internal sealed record User(long Id, IReadOnlyList<string?> Profile);
