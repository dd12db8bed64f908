using System.Collections.Immutable;

namespace ShortVideo.Simulator;

/// <summary>
/// A moment between two videos. Immutable: a step makes a new one, so a rollout can be forked or replayed from any state.
/// A recommender sees the public part; boredom and fatigue are hidden from it.
/// </summary>
public sealed record SessionState
{
    internal SessionState()
    {
    }

    /// <summary>The user.</summary>
    public required int UserId { get; init; }

    /// <summary>The present.</summary>
    public required DateTimeOffset Clock { get; init; }

    /// <summary>Number of videos shown in this session.</summary>
    public int Step { get; init; }

    /// <summary>Whether the user has left.</summary>
    public bool HasEnded { get; init; }

    /// <summary>b in the equations, at least 0.</summary>
    internal double Boredom { get; init; }

    /// <summary>f in the equations, per tag, at least 0.</summary>
    internal ImmutableArray<double> Fatigue { get; init; } = [];

    /// <summary>All randomness still to come.</summary>
    internal ulong Randomness { get; init; }
}
