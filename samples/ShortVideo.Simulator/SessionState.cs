using System.Collections.Immutable;

namespace ShortVideo.Simulator;

/// <summary>
/// Represents a session between two videos. It is immutable: a step creates a new state, so a session can be forked or replayed from any state. A
/// recommender can see the public part, but not boredom and fatigue.
/// </summary>
public sealed record SessionState
{
    internal SessionState()
    {
    }

    /// <summary>The id of the user.</summary>
    public required int UserId { get; init; }

    /// <summary>The current time.</summary>
    public required DateTimeOffset Clock { get; init; }

    /// <summary>The number of videos that were shown in this session.</summary>
    public int Step { get; init; }

    /// <summary>Whether the session has ended.</summary>
    public bool HasEnded { get; init; }

    /// <summary>The boredom b of the equations, at least 0.</summary>
    internal double Boredom { get; init; }

    /// <summary>The fatigue f of the equations by tag, at least 0.</summary>
    internal ImmutableArray<double> Fatigue { get; init; } = [];

    /// <summary>The state of the generator of the random numbers that follow.</summary>
    internal ulong Randomness { get; init; }
}
