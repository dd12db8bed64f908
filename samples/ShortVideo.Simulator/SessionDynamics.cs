using System.Collections.Immutable;

namespace ShortVideo.Simulator;

/// <summary>
/// The model, all of it. User u with taste, sociability s_u and patience n_u is shown video v with tags K_v, appeal q_v, passivity p_v and duration d_v:
/// <code>
/// interest     x  = mean over k in K_v of (affinity(u, k) - 0.3 f_k) + q_v
/// attention    m  = 4 s * exp(0.8 x + 0.45 p_v)
/// watch time   w  = min(d_v, Exponential(m)),  E[w] = m (1 - exp(-d_v / m))
/// interaction  a ~ Bernoulli(sigma(-3.5 + 0.5 x - 0.8 p_v + 0.5 s_u))
/// fatigue      f' = 0.8 (f + 1[k in K_v])
/// boredom      b' = max(0, 0.8 b + 0.45 p_v - 0.15 x)
/// leaving      h  = sigma(-2.2 + 0.8 b' - 0.4 n_u)
/// hate         Bernoulli(sigma(-7 - x))
/// conversion   c ~ click * Bernoulli(sigma(-1.6 + 1.5 z - 0.5 b)),  z = mean over k in K_v of demand(u, k)
/// </code>
/// The population (<see cref="SimulatedWorld"/>): affinity and demand are inner products of Gaussian vectors, of variance 1; s, n and p are standard normal;
/// d = 25 s * exp(0.7 p + 0.4 noise), so passive videos are long; q = 0.3 author + 0.2 noise; one tag in 30, or two.
/// Watch time and interaction conflict: passivity raises one and lowers the other. One step and the session conflict too: passivity lengthens the watch at
/// hand but bores, and boredom, not a short watch, ends sessions; what a user likes most tires if repeated. A session starts with f = b = 0.
/// A conversion needs a click, but demand has nothing to do with interest: what is clicked is not what converts. It is drawn aside and does not move the clock,
/// so nothing else in a session depends on whether there was one.
/// </summary>
internal sealed class SessionDynamics(SimulatedWorld world)
{
    private const double FatigueWeight = 0.3;
    private const double FatigueDecay = 0.8;
    private const double BoredomDecay = 0.8;

    // KuaiRand: like and profile visits are frequent, the others rare; none is not drawn.
    private static readonly double[] InteractionShares = [0, 0.45, 0.05, 0.08, 0.07, 0.15, 0.2];

    private static readonly TimeSpan Swipe = TimeSpan.FromMilliseconds(800);

    public static SessionState Start(SimulatedUser user, SeededGenerator random, DateTimeOffset clock) => new()
    {
        UserId = user.Id,
        Clock = clock,
        Fatigue = [.. new double[SimulatedWorld.TagCount]],
        Randomness = random.State,
    };

    public ExpectedResponse Expect(SessionState state, SimulatedUser user, SimulatedVideo video)
    {
        var interest = Interest(state, user, video);
        var attention = Attention(interest, video);
        var watch = attention * (1 - Math.Exp(-video.Duration.TotalSeconds / attention));
        var click = VideoResponse.ClickProbability(attention, video.Duration);
        return new(
            TimeSpan.FromSeconds(watch), InteractionProbability(interest, user, video), LeaveProbability(NextBoredom(state, interest, video), user),
            click, click * ConversionProbability(state, user, video));
    }

    public (VideoResponse Response, SessionState State) Step(SessionState state, SimulatedUser user, SimulatedVideo video)
    {
        var random = new SeededGenerator(state.Randomness);
        var interest = Interest(state, user, video);
        var boredom = NextBoredom(state, interest, video);
        var response = Respond(interest, user, video, ref random);
        response = response with { ProfileStay = DrawProfileStay(state, user, video, response) };
        var next = state with
        {
            Clock = state.Clock + response.PlayTime + response.CommentStay + Swipe,
            Step = state.Step + 1,
            HasEnded = random.Chance(LeaveProbability(boredom, user)),
            Boredom = boredom,
            Fatigue = NextFatigue(state.Fatigue, video),
            Randomness = random.State,
        };
        return (response, next);
    }

    /// <summary>From a generator of its own, made of the state's; all draws of the session are those of a world without conversions.</summary>
    private TimeSpan DrawProfileStay(SessionState state, SimulatedUser user, SimulatedVideo video, VideoResponse response)
    {
        var aside = new SeededGenerator(~state.Randomness);
        return response.IsClick && aside.Chance(ConversionProbability(state, user, video)) ? Milliseconds(1 + aside.Exponential(10)) : TimeSpan.Zero;
    }

    private double Interest(SessionState state, SimulatedUser user, SimulatedVideo video)
        => video.Tags.Average(tag => world.Affinity(user, tag) - FatigueWeight * state.Fatigue[tag]) + video.Appeal;

    private static double Attention(double interest, SimulatedVideo video) => 4.0 * Math.Exp(0.8 * interest + 0.45 * video.Passivity);

    private static double InteractionProbability(double interest, SimulatedUser user, SimulatedVideo video)
        => Sigmoid(-3.5 + 0.5 * interest - 0.8 * video.Passivity + 0.5 * user.Sociability);

    /// <summary>Given a click.</summary>
    private double ConversionProbability(SessionState state, SimulatedUser user, SimulatedVideo video)
        => Sigmoid(-1.6 + 1.5 * video.Tags.Average(tag => world.Demand(user, tag)) - 0.5 * state.Boredom);

    private static double NextBoredom(SessionState state, double interest, SimulatedVideo video)
        => Math.Max(0, BoredomDecay * state.Boredom + 0.45 * video.Passivity - 0.15 * interest);

    private static double LeaveProbability(double boredom, SimulatedUser user) => Sigmoid(-2.2 + 0.8 * boredom - 0.4 * user.Patience);

    private static ImmutableArray<double> NextFatigue(ImmutableArray<double> fatigue, SimulatedVideo video)
        => [.. fatigue.Select((value, tag) => FatigueDecay * (video.Tags.Contains(tag) ? value + 1 : value))];

    private static VideoResponse Respond(double interest, SimulatedUser user, SimulatedVideo video, ref SeededGenerator random)
    {
        var seconds = Math.Min(random.Exponential(Attention(interest, video)), video.Duration.TotalSeconds);
        var interacts = random.Chance(InteractionProbability(interest, user, video));
        var interaction = interacts ? (Interaction)random.Choose(InteractionShares) : Interaction.None;
        var readsComments = interaction is Interaction.Comment or Interaction.ReadComments;
        var commentStay = readsComments ? Milliseconds(1 + random.Exponential(6)) : TimeSpan.Zero;
        return new(Milliseconds(seconds), video.Duration, interaction, commentStay, IsHate: random.Chance(Sigmoid(-7 - interest)), ProfileStay: TimeSpan.Zero);
    }

    private static TimeSpan Milliseconds(double seconds) => TimeSpan.FromMilliseconds(Math.Round(1000 * seconds));

    private static double Sigmoid(double value) => 1 / (1 + Math.Exp(-value));
}
