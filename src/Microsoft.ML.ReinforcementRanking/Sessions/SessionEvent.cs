namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents what was shown to a user and how the user responded, which is a row of a log. It is added to a <see cref="SessionState"/>.</summary>
/// <param name="time">The time of the row, which is the time for which the features were computed.</param>
public sealed class SessionEvent(DateTimeOffset time)
{
    /// <summary>Gets the time of the row.</summary>
    public DateTimeOffset Time { get; } = time;

    /// <summary>Gets the responses, in the order of <see cref="SessionState.ResponseNames"/>. All are finite, and a Boolean is 0 or 1.</summary>
    public IReadOnlyList<float> Responses { get; init; } = [];

    /// <summary>Gets the id of the action, as the log calls it, or null. It is needed if the features have last actions.</summary>
    public string? ActionId { get; init; }

    /// <summary>
    /// Gets the attribute values of the action, as the log calls them. Values that the features do not have are ignored, because they are missing keys in a
    /// log.
    /// </summary>
    public IReadOnlyList<string> AttributeValues { get; init; } = [];
}
