namespace MultiTask.Data;

/// <summary>Specifies what a visitor did with an item.</summary>
internal enum ShopEventKind
{
    View,
    AddToCart,
    Transaction,
}
