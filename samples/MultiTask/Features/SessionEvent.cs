using MultiTask.Data;

namespace MultiTask.Features;

/// <summary>Represents an event within its session.</summary>
/// <param name="Event">The event.</param>
/// <param name="Session">The number of the session.</param>
/// <param name="PreviousItem">The item of the last event before this time in the session, or null if there is none.</param>
/// <param name="IsFirstView">Whether this is the first view of the item in the session.</param>
/// <param name="IsReturn">Whether the session has an event with the item before this time.</param>
/// <param name="Returns">Whether the session has an event with the item after this time.</param>
/// <param name="Pays">Whether the session has a transaction with the item after this time.</param>
internal sealed record SessionEvent(ShopEvent Event, uint Session, long? PreviousItem, bool IsFirstView, bool IsReturn, bool Returns, bool Pays)
{
    /// <param name="session">The number of the session.</param>
    /// <param name="events">All events of the session, sorted by time.</param>
    public static IEnumerable<SessionEvent> Of(uint session, ShopEvent[] events)
    {
        var items = events.GroupBy(shopEvent => shopEvent.ItemId).ToDictionary(item => item.Key, item => item.ToArray());
        var known = 0;
        foreach (var present in events)
        {
            while (events[known].Time < present.Time)
                known++;
            var ofItem = items[present.ItemId];
            yield return new(
                present,
                session,
                PreviousItem: known > 0 ? events[known - 1].ItemId : null,
                // The files of RetailRocket repeat some lines, so equal events are not necessarily the same event.
                IsFirstView: ReferenceEquals(present, Array.Find(ofItem, other => other.Kind == ShopEventKind.View)),
                IsReturn: ofItem[0].Time < present.Time,
                Returns: ofItem[^1].Time > present.Time,
                Pays: ofItem.Any(other => other.Kind == ShopEventKind.Transaction && other.Time > present.Time));
        }
    }
}
