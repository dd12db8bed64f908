namespace MultiTask.Data;

/// <summary>One line of a shop's log.</summary>
internal sealed record ShopEvent
{
    public required long VisitorId { get; init; }

    public required long ItemId { get; init; }

    /// <summary>Milliseconds since the Unix epoch, UTC.</summary>
    public required long Time { get; init; }

    public required ShopEventKind Kind { get; init; }
}
