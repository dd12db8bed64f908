namespace MultiTask.Data;

/// <summary>Represents one line of the log of a shop.</summary>
internal sealed record ShopEvent
{
    public required long VisitorId { get; init; }

    public required long ItemId { get; init; }

    /// <summary>The time in milliseconds since the Unix epoch (UTC).</summary>
    public required long Time { get; init; }

    public required ShopEventKind Kind { get; init; }
}
