namespace MultiTask.Data;

/// <summary>What a visitor did with an item.</summary>
internal enum ShopEventKind
{
    View,
    AddToCart,
    Transaction,
}
