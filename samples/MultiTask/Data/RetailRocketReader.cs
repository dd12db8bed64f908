using ShortVideo.Data;

namespace MultiTask.Data;

/// <summary>
/// Reads the <c>events.csv</c> of RetailRocket. Columns are found by name; those not needed, such as <c>transactionid</c>, may be there or not.
/// </summary>
internal static class RetailRocketReader
{
    public const string FileName = "events.csv";

    /// <summary>All events, by visitor, then time; those of one visitor at one time keep the order of the file.</summary>
    /// <exception cref="InvalidDataException">A column is missing or a value cannot be read; the message says where.</exception>
    public static IReadOnlyList<ShopEvent> Read(string folder)
    {
        ShopEvent[] events = [.. ReadEvents(Path.Combine(folder, FileName)).OrderBy(shopEvent => shopEvent.VisitorId).ThenBy(shopEvent => shopEvent.Time)];
        return events.Any(shopEvent => shopEvent.Kind == ShopEventKind.View)
            ? events
            : throw new InvalidDataException(
                $"{FileName}: column 'event': none of {events.Length} rows is a 'view', and rows are made of views. Give the folder of a whole log.");
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
                    _ => throw csv.Error(kind, "is none of view, addtocart and transaction; correct or remove the line"),
                },
            };
        }
    }
}
