namespace MultiTask.Features;

/// <summary>An event as others will remember it.</summary>
/// <param name="Time">Milliseconds since the Unix epoch.</param>
/// <param name="Keys">What it may share with other events, such as "visitor 7" and "item 3"; equally many for every event of a log.</param>
/// <param name="Responses">What happened in it; equally many for every event of a log.</param>
internal sealed record LoggedEvent(long Time, string[] Keys, float[] Responses);
