using System.Globalization;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Represents what a service knows of one user's session: the history features of the next row follow from the events that were added. They are the same,
/// to the last bit, as those that <c>GroupSessions</c> computes from a log with these rows. It is created by <c>mlContext.Model.CreateSessionState</c>.
/// </summary>
/// <remarks>
/// Its memory does not grow with the number of events. A pause that is longer than the gap of the sessions empties it. It belongs to one user, and is not safe
/// to share between threads.
/// </remarks>
public sealed class SessionState
{
    private readonly HistoryLayout _layout;
    private readonly SessionHistory _history;
    private readonly Dictionary<string, int> _values = [];

    internal SessionState(HistoryLayout layout)
    {
        _layout = layout;
        _history = new(layout);
        SlotNames = layout.SlotNames();
        foreach (var (index, value) in layout.AttributeValues.Index())
            _values.TryAdd(value, index);
    }

    /// <summary>Gets the names of the responses of an event, in their order.</summary>
    public IReadOnlyList<string> ResponseNames => _layout.ResponseNames;

    /// <summary>Gets the names of the features, in their order.</summary>
    public IReadOnlyList<string> SlotNames { get; }

    /// <summary>
    /// Returns the features of a row, such as a request that is about to be answered. They come from the events of earlier times. The call keeps the session
    /// open, as a row of a log does.
    /// </summary>
    /// <param name="time">The time of the row, which is later than that of any event whose effect was returned before.</param>
    /// <returns>The features, which do not change when events are added.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The features for a later time were returned before, with events of this time or a later one.</exception>
    public SessionFeatures FeaturesAt(DateTimeOffset time)
    {
        var ticks = TicksOf(time);
        if (_history.EarlierTime is { } earlier && ticks <= earlier)
        {
            throw new ArgumentOutOfRangeException(nameof(time), time, string.Create(CultureInfo.InvariantCulture,
                $"The features already contain an event of {DateTime.UnixEpoch.AddTicks(earlier):O}, which is not earlier. "
                + $"Call FeaturesAt in the order of time."));
        }
        _history.MoveTo(ticks);
        var features = new SessionFeatures(new float[_layout.Width], new string[_layout.HistoryLength]);
        _history.Write(ticks, features.History, features.LastActions);
        return features;
    }

    /// <summary>
    /// Adds what was shown and how the user responded. Add it when its responses are known, even if features for later rows were returned in the meantime. An
    /// event of a session that has ended by a pause has no effect.
    /// </summary>
    /// <param name="sessionEvent">The event, which is not earlier than events that were added before.</param>
    /// <exception cref="ArgumentException">
    /// The number of responses is not that of <see cref="ResponseNames"/>, a response is NaN or infinite, or the action is missing.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The event is earlier than an event that was added before.</exception>
    public void Add(SessionEvent sessionEvent)
    {
        ArgumentNullException.ThrowIfNull(sessionEvent);
        var ticks = TicksOf(sessionEvent.Time);
        if (_history.NewestTime is { } newest && ticks < newest)
        {
            throw new ArgumentOutOfRangeException(nameof(sessionEvent), sessionEvent.Time, string.Create(CultureInfo.InvariantCulture,
                $"An event of {DateTime.UnixEpoch.AddTicks(newest):O} was added before, which is later. Add the events of a session in the order of time."));
        }
        _history.Add(ticks, CheckedResponses(sessionEvent), CheckedAction(sessionEvent), ValuesOf(sessionEvent));
    }

    private float[] CheckedResponses(SessionEvent sessionEvent)
    {
        var responses = sessionEvent.Responses;
        if (responses.Count != ResponseNames.Count)
        {
            throw new ArgumentException($"The event has {responses.Count} responses, but the features need {ResponseNames.Count}: "
                + $"{string.Join(", ", ResponseNames)}. Give all of them, in this order.", nameof(sessionEvent));
        }
        for (var index = 0; index < responses.Count; index++)
        {
            if (!float.IsFinite(responses[index]))
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                    $"The response '{ResponseNames[index]}' is {responses[index]}, but it must be finite. Add the event when its responses are known."),
                    nameof(sessionEvent));
            }
        }
        return [.. responses];
    }

    private string CheckedAction(SessionEvent sessionEvent) => _layout.HistoryLength == 0 || !string.IsNullOrEmpty(sessionEvent.ActionId)
        ? sessionEvent.ActionId ?? ""
        : throw new ArgumentException("The event has no ActionId, but the features have last actions. Give it the id of what was shown.",
            nameof(sessionEvent));

    private IEnumerable<int> ValuesOf(SessionEvent sessionEvent)
        => sessionEvent.AttributeValues.Select(value => _values.GetValueOrDefault(value, -1)).Where(index => index >= 0).Distinct();

    private static long TicksOf(DateTimeOffset time) => time.UtcTicks - DateTime.UnixEpoch.Ticks;
}
