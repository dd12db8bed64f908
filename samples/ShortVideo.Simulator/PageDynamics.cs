namespace ShortVideo.Simulator;

/// <summary>
/// Implements how a user looks at a page. The user watches the video at the first position. After each video the user leaves the session as after any
/// video, else looks at the next position with probability 0.8, else asks for another page. With the probability h_j of leaving after position j,
/// <code>
/// P(position k is seen) = product over j &lt; k of 0.8 (1 - h_j)
/// </code>
/// Boredom and fatigue go on from one position to the next, so a response depends on the videos above it, and not on those below it. Both follow from the
/// videos alone, so the expected responses of a page have a closed form.
/// </summary>
internal sealed class PageDynamics(SessionDynamics dynamics)
{
    private const double LookProbability = 0.8;

    public (IReadOnlyList<VideoResponse?> Responses, SessionState State) Show(SessionState state, SimulatedUser user, IReadOnlyList<SimulatedVideo> videos)
    {
        var responses = new VideoResponse?[videos.Count];
        for (var position = 0; position < videos.Count; position++)
        {
            (responses[position], state) = dynamics.Step(state, user, videos[position]);
            var random = new SeededGenerator(state.Randomness);
            var looksOn = random.Chance(LookProbability);
            state = state with { Randomness = random.State };
            if (state.HasEnded || !looksOn)
                break;
        }
        return (responses, state);
    }

    public IReadOnlyList<ExpectedPosition> Expect(SessionState state, SimulatedUser user, IReadOnlyList<SimulatedVideo> videos)
    {
        var positions = new ExpectedPosition[videos.Count];
        var seen = 1.0;
        for (var position = 0; position < videos.Count; position++)
        {
            var response = dynamics.Expect(state, user, videos[position]);
            positions[position] = new(seen, response);
            seen *= LookProbability * (1 - response.LeaveProbability);
            state = dynamics.Watch(state, user, videos[position]);
        }
        return positions;
    }
}
