namespace MultiTask.Features;

/// <summary>The first view of an item in a session; see <see cref="ShopLog"/>.</summary>
internal sealed class ShopRow : TaskRow
{
    public string Visitor { get; set; } = "";

    public string Item { get; set; } = "";

    /// <summary>The item that the visitor looked at before, in this session; empty where there is none.</summary>
    public string PreviousItem { get; set; } = "";

    /// <summary>Whether the visitor comes back to the item later in the session: views it again, puts it into the cart or buys it.</summary>
    public bool Click { get; set; }

    /// <summary>Whether the visitor buys the item later in the session.</summary>
    public bool Pay { get; set; }
}
