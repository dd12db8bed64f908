namespace MultiTask.Features;

/// <summary>Represents the first view of an item in a session. See <see cref="ShopLog"/>.</summary>
internal sealed class ShopRow : TaskRow
{
    public string Visitor { get; set; } = "";

    public string Item { get; set; } = "";

    /// <summary>The item of the previous event of the session, or an empty text if there is none.</summary>
    public string PreviousItem { get; set; } = "";

    /// <summary>Whether the visitor returns to the item later in the session: views it again, adds it to the cart, or buys it.</summary>
    public bool Click { get; set; }

    /// <summary>Whether the visitor buys the item later in the session.</summary>
    public bool Pay { get; set; }
}
