using System.Globalization;
using Microsoft.ML;
using MultiTask.Data;

namespace MultiTask.Features;

/// <summary>
/// Creates rows with two tasks from the events of RetailRocket. We defined the labels, because those of the RMTL paper were never published.
/// <para>
/// A row is the first view of an item in a session. Its labels depend only on later events of the session with that item. <c>Click</c> is true if there is
/// any later event (a view, an addition to the cart, a transaction). <c>Pay</c> is true if there is a transaction. The row exists whatever its labels are,
/// and its features do not reveal them: later views of the item are not rows, and an event at the time of the view is neither before it nor after it.
/// </para>
/// <para>
/// The features (<c>Numbers</c>) are <see cref="Calendar"/>, then <see cref="History"/> of the visitor, the session, the item, and the pair of visitor and
/// item. The responses of the history are: return to an item of the session, addition to the cart, and transaction.
/// </para>
/// </summary>
internal static class ShopLog
{
    private static readonly string[] Tasks = [nameof(ShopRow.Click), nameof(ShopRow.Pay)];

    private static readonly Category[] Categories = [new(nameof(ShopRow.Visitor), 5), new(nameof(ShopRow.Item), 5), new(nameof(ShopRow.PreviousItem), 5)];

    /// <param name="ml">The context.</param>
    /// <param name="events">The events, sorted by visitor and time.</param>
    public static TaskLog Create(MLContext ml, IReadOnlyList<ShopEvent> events) => TaskLog.Create(ml, "RetailRocket", Rows(ml, events), Tasks, Categories);

    public static ShopRow[] Rows(MLContext ml, IReadOnlyList<ShopEvent> events)
    {
        var sessions = SessionIds.Of(ml, events.Select(shopEvent => (shopEvent.VisitorId, shopEvent.Time)));
        SessionEvent[] steps =
            [.. events.Zip(sessions).GroupBy(step => step.Second, step => step.First).SelectMany(session => SessionEvent.Of(session.Key, [.. session]))];
        var history = History.Of([.. steps.Select(Remember)]);
        return [.. steps.Zip(history).Where(step => step.First.IsFirstView).Select(step => Row(step.First, step.Second))];
    }

    private static LoggedEvent Remember(SessionEvent step)
    {
        var (visitor, item) = (step.Event.VisitorId, step.Event.ItemId);
        return new(
            step.Event.Time,
            [$"visitor {visitor}", $"session {step.Session}", $"item {item}", $"visitor {visitor} item {item}"],
            [Number(step.IsReturn), Number(step.Event.Kind == ShopEventKind.AddToCart), Number(step.Event.Kind == ShopEventKind.Transaction)]);
    }

    private static ShopRow Row(SessionEvent step, float[] history) => new()
    {
        UserId = step.Event.VisitorId,
        Time = step.Event.Time,
        GroupId = step.Session,
        Numbers = [.. Calendar.Of(step.Event.Time), .. history],
        Visitor = Text(step.Event.VisitorId),
        Item = Text(step.Event.ItemId),
        PreviousItem = step.PreviousItem is { } item ? Text(item) : "",
        Click = step.Returns,
        Pay = step.Pays,
    };

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);

    private static float Number(bool value) => value ? 1 : 0;
}
