namespace MultiTask.Features;

/// <summary>Represents an event as the history of later events.</summary>
/// <param name="Time">The time in milliseconds since the Unix epoch.</param>
/// <param name="Keys">
/// The keys that the event can share with others, such as "visitor 7" and "item 3". All events of a log have the same number of keys.
/// </param>
/// <param name="Responses">The responses. All events of a log have the same number of responses.</param>
internal sealed record LoggedEvent(long Time, string[] Keys, float[] Responses);
