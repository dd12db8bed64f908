namespace ShortVideo.Simulator;

/// <summary>
/// Simulates sessions of users, as the online environment in which any policy can be evaluated by its true return.
/// <code>
/// var environment = SessionEnvironment.Create(seed: 1);
/// var state = environment.Start(userId: 0, seed: 7, clock);
/// while (!state.HasEnded)
///     (var response, state) = environment.Step(state, videoId: policy(state));
/// </code>
/// If it is created with the seed and options of <see cref="SimulatedLog.Write(string, int, SimulatedLogOptions)"/>, it has the users and videos of that
/// log, with the ids of its files. It has no state of its own, so sessions can run in parallel. The equations are those of <see cref="SessionDynamics"/>.
/// </summary>
public sealed class SessionEnvironment
{
    private readonly SimulatedWorld _world;
    private readonly SessionDynamics _dynamics;
    private readonly PageDynamics _pages;

    internal SessionEnvironment(SimulatedWorld world)
    {
        _world = world;
        _dynamics = new(world);
        _pages = new(_dynamics);
    }

    /// <summary>The number of users. Their ids are 0 to count - 1.</summary>
    public int UserCount => _world.Users.Count;

    /// <summary>The number of videos of all days. Their ids are 0 to count - 1, in the order of their upload.</summary>
    public int VideoCount => _world.Videos.Count;

    /// <summary>Creates the environment with the users and videos of a seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="options">The numbers of users, videos, and uploads, or null for the defaults.</param>
    public static SessionEnvironment Create(int seed, SimulatedLogOptions? options = null) => new(SimulatedWorld.Create(seed, options ?? new()));

    /// <summary>Starts a session, without boredom and fatigue.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="seed">The seed of all random numbers of the session.</param>
    /// <param name="clock">The start time.</param>
    public SessionState Start(int userId, int seed, DateTimeOffset clock)
        => SessionDynamics.Start(User(userId), SeededGenerator.ForStream(seed, (uint)userId), clock);

    /// <summary>Gets the ids of the videos that can be shown at a time, from the oldest to the newest.</summary>
    public IReadOnlyList<int> VideosAt(DateTimeOffset clock) => _world.Uploads.VideosAt(clock);

    /// <summary>
    /// Retrieves candidates for the next request of a session. The same state has the same candidates. The equation is that of <see
    /// cref="CandidateRetrieval"/>.
    /// </summary>
    /// <param name="state">The state.</param>
    /// <param name="count">The number of candidates, from 1 to the number of videos of a day.</param>
    /// <returns>Different ids in ascending order.</returns>
    public IReadOnlyList<int> Retrieve(SessionState state, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, VideosAt(state.Clock).Count);
        return CandidateRetrieval.Retrieve(_world, state, User(state.UserId), count);
    }

    /// <summary>Shows a page, and returns the responses of the user and the next state. The equations are those of <see cref="PageDynamics"/>.</summary>
    /// <param name="state">The state of a session that has not ended.</param>
    /// <param name="videoIds">The videos, from the top of the page to its end, at least one.</param>
    /// <returns>A response for each position, or null for a position at which the user does not look.</returns>
    /// <exception cref="InvalidOperationException">The session has ended.</exception>
    public (IReadOnlyList<VideoResponse?> Responses, SessionState State) ShowPage(SessionState state, IReadOnlyList<int> videoIds)
        => _pages.Show(Active(state), User(state.UserId), Page(videoIds));

    /// <summary>Computes what is expected of each position of a page. Like <see cref="Expect"/>, it is hidden from recommenders.</summary>
    /// <param name="state">The state.</param>
    /// <param name="videoIds">The videos, from the top of the page to its end, at least one.</param>
    public IReadOnlyList<ExpectedPosition> ExpectPage(SessionState state, IReadOnlyList<int> videoIds)
        => _pages.Expect(state, User(state.UserId), Page(videoIds));

    /// <summary>Shows a video, and returns the response of the user and the next state.</summary>
    /// <param name="state">The state of a session that has not ended.</param>
    /// <param name="videoId">The video.</param>
    /// <exception cref="InvalidOperationException">The session has ended.</exception>
    public (VideoResponse Response, SessionState State) Step(SessionState state, int videoId)
        => _dynamics.Step(Active(state), User(state.UserId), Video(videoId));

    /// <summary>
    /// Computes the expected response to a video in a state. No recommender can see it. It is for tests, and to measure the errors of estimates.
    /// </summary>
    /// <param name="state">The state.</param>
    /// <param name="videoId">The video.</param>
    public ExpectedResponse Expect(SessionState state, int videoId) => _dynamics.Expect(state, User(state.UserId), Video(videoId));

    private static SessionState Active(SessionState state) => !state.HasEnded
        ? state
        : throw new InvalidOperationException($"The session of user {state.UserId} ended after step {state.Step}. Start another session.");

    private SimulatedVideo[] Page(IReadOnlyList<int> videoIds)
    {
        ArgumentOutOfRangeException.ThrowIfZero(videoIds.Count);
        return [.. videoIds.Select(Video)];
    }

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
            throw new ArgumentOutOfRangeException(name, id, $"The id must be from 0 to {count - 1}.");
    }
}
