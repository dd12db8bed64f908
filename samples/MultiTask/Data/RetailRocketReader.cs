using ShortVideo.Data;

namespace MultiTask.Data;

/// <summary>
/// Reads <c>events.csv</c> of RetailRocket. Columns are found by name, and the file can have other columns, such as <c>transactionid</c>.
/// </summary>
internal static class RetailRocketReader
{
    public const string FileName = "events.csv";

    /// <summary>Reads all events, sorted by visitor and time. Events of one visitor at the same time keep the order of the file.</summary>
    /// <exception cref="InvalidDataException">A column is missing, or a value cannot be read. The message says where.</exception>
    public static IReadOnlyList<ShopEvent> Read(string folder)
    {
        ShopEvent[] events = [.. ReadEvents(Path.Combine(folder, FileName)).OrderBy(shopEvent => shopEvent.VisitorId).ThenBy(shopEvent => shopEvent.Time)];
        return events.Any(shopEvent => shopEvent.Kind == ShopEventKind.View)
            ? events
            : throw new InvalidDataException(
                $"{FileName}: Column 'event' has no 'view' in {events.Length} rows, but every example is a view. Specify the folder of a whole log.");
    }

    private static IEnumerable<ShopEvent> ReadEvents(string path)
    {
        using var csv = new CsvReader(path);
        var (visitor, item, time, kind) = (csv.Column("visitorid"), csv.Column("itemid"), csv.Column("timestamp"), csv.Column("event"));
        while (csv.Read())
        {
            yield return new()
            {
                VisitorId = csv.Integer(visitor),
                ItemId = csv.Integer(item),
                Time = csv.Integer(time),
                Kind = csv.Text(kind) switch
                {
                    "view" => ShopEventKind.View,
                    "addtocart" => ShopEventKind.AddToCart,
                    "transaction" => ShopEventKind.Transaction,
                    _ => throw csv.Error(kind, "is not view, addtocart, or transaction. Correct or remove the line"),
                },
            };
        }
    }
}
