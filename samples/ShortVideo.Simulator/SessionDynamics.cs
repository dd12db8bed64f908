using System.Collections.Immutable;

namespace ShortVideo.Simulator;

/// <summary>
/// Implements the model of a session. User u has a taste, a sociability s_u, and a patience n_u. Video v has tags K_v, an appeal q_v, a passivity p_v, and
/// a duration d_v:
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
/// <para>
/// In the population (<see cref="SimulatedWorld"/>), affinity and demand are inner products of Gaussian vectors, with variance 1. s, n, and p are standard
/// normal. d = 25 s * exp(0.7 p + 0.4 noise), so passive videos are long. q = 0.3 author + 0.2 noise. A video has one or two of 30 tags.
/// </para>
/// <para>
/// Watch time and interaction conflict, because passivity raises one and lowers the other. A single step and the whole session conflict too: passivity
/// lengthens the present watch time, but it increases boredom, and boredom ends sessions. A tag that a user likes causes fatigue if it is repeated. A
/// session starts with f = b = 0.
/// </para>
/// <para>
/// A conversion needs a click, but demand is independent of interest, so the videos that are clicked most are not those that convert most. Conversions
/// have their own random numbers and do not advance the clock, so nothing else in a session depends on them.
/// </para>
/// </summary>
internal sealed class SessionDynamics(SimulatedWorld world)
{
    private const double FatigueWeight = 0.3;
    private const double FatigueDecay = 0.8;
    private const double BoredomDecay = 0.8;

    // As in KuaiRand, likes and profile visits are frequent, and the others are rare. None is never drawn.
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
        var response = Respond(interest, user, video, ref random);
        response = response with { ProfileStay = DrawProfileStay(state, user, video, response) };
        var next = Watch(state, user, video);
        return (response, next with
        {
            Clock = state.Clock + response.PlayTime + response.CommentStay + Swipe,
            HasEnded = random.Chance(LeaveProbability(next.Boredom, user)),
            Randomness = random.State,
        });
    }

    /// <summary>Computes the part of the next state that follows from the video alone, and not from the response to it.</summary>
    public SessionState Watch(SessionState state, SimulatedUser user, SimulatedVideo video) => state with
    {
        Step = state.Step + 1,
        Boredom = NextBoredom(state, Interest(state, user, video), video),
        Fatigue = NextFatigue(state.Fatigue, video),
    };

    /// <summary>
    /// Draws the conversion from a generator of its own, which is derived from that of the state. All other draws of the session are those of a world
    /// without conversions.
    /// </summary>
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

    /// <summary>Computes the probability of a conversion after a click.</summary>
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
