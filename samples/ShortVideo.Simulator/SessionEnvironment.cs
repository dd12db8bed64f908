namespace ShortVideo.Simulator;

/// <summary>
/// Users who answer: the online environment in which any policy can be rolled out for its true return.
/// <code>
/// var environment = SessionEnvironment.Create(seed: 1);
/// var state = environment.Start(userId: 0, seed: 7, clock);
/// while (!state.HasEnded)
///     (var response, state) = environment.Step(state, videoId: policy(state));
/// </code>
/// Created with the seed and options of <see cref="SimulatedLog.Write(string, int, SimulatedLogOptions)"/> it has that log's users and videos, under the
/// ids of its files. Has no state of its own, so sessions may run in parallel; the equations are those of <see cref="SessionDynamics"/>.
/// </summary>
public sealed class SessionEnvironment
{
    private readonly SimulatedWorld _world;
    private readonly SessionDynamics _dynamics;

    internal SessionEnvironment(SimulatedWorld world)
    {
        _world = world;
        _dynamics = new(world);
    }

    /// <summary>Number of users; their ids are 0 .. count - 1.</summary>
    public int UserCount => _world.Users.Count;

    /// <summary>Number of videos; their ids are 0 .. count - 1.</summary>
    public int VideoCount => _world.Videos.Count;

    /// <summary>The users and videos of a seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="options">Numbers of users and videos; null for the defaults.</param>
    public static SessionEnvironment Create(int seed, SimulatedLogOptions? options = null) => new(SimulatedWorld.Create(seed, options ?? new()));

    /// <summary>A user opens the app, rested.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="seed">Decides everything random in the session.</param>
    /// <param name="clock">The present.</param>
    public SessionState Start(int userId, int seed, DateTimeOffset clock)
        => SessionDynamics.Start(User(userId), SeededGenerator.ForStream(seed, (uint)userId), clock);

    /// <summary>Shows a video: what the user does with it, and the state after it.</summary>
    /// <param name="state">A state that has not ended.</param>
    /// <param name="videoId">The video.</param>
    /// <exception cref="InvalidOperationException">The user has left.</exception>
    public (VideoResponse Response, SessionState State) Step(SessionState state, int videoId)
    {
        if (state.HasEnded)
            throw new InvalidOperationException($"User {state.UserId} left after step {state.Step}. Start another session.");
        return _dynamics.Step(state, User(state.UserId), Video(videoId));
    }

    /// <summary>The truth about one video in one state, which no recommender can see: for oracles and for measuring estimates.</summary>
    /// <param name="state">The state.</param>
    /// <param name="videoId">The video.</param>
    public ExpectedResponse Expect(SessionState state, int videoId) => _dynamics.Expect(state, User(state.UserId), Video(videoId));

    private SimulatedUser User(int id)
    {
        CheckId(id, UserCount, "userId");
        return _world.Users[id];
    }

    private SimulatedVideo Video(int id)
    {
        CheckId(id, VideoCount, "videoId");
        return _world.Videos[id];
    }

    private static void CheckId(int id, int count, string name)
    {
        if ((uint)id >= (uint)count)
            throw new ArgumentOutOfRangeException(name, id, $"Ids run from 0 to {count - 1}.");
    }
}
