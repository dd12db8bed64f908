using ShortVideo.Data;
using ShortVideo.Features;
using ShortVideo.Simulator;

namespace ShortVideo.Online;

/// <summary>
/// Serves simulated users after the end of their log, which shows what a policy truly earns. Every user keeps the history of the log, and watches videos
/// that are drawn from the distribution of the policy over the candidates of the request. These are retrieved as for the log, or are the whole catalog if
/// the log has no candidates. As in the log, sessions begin at random times, at least <see cref="SimulatedLog.ShortestPause"/> after the last one.
/// </summary>
internal sealed class OnlineService
{
    private readonly SessionEnvironment _environment;
    private readonly UserStates _states;
    private readonly ILookup<long, Exposure> _history;
    private readonly long[] _videos;
    private readonly int _candidateCount;

    /// <param name="environment">The environment, created with the seed and the options of the log.</param>
    /// <param name="prepared">The log of the users and videos.</param>
    public OnlineService(SessionEnvironment environment, PreparedLog prepared)
    {
        _environment = environment;
        _states = new(prepared.State, prepared.Log);
        _history = prepared.Log.Exposures.ToLookup(exposure => exposure.UserId);
        _videos = [.. prepared.Log.Videos.Select(video => video.Id)];
        _candidateCount = prepared.Log.Exposures[0].Candidates?.Length ?? 0;
    }

    /// <summary>The number of users. Their ids are 0 to count - 1.</summary>
    public int UserCount => _environment.UserCount;

    /// <summary>
    /// Simulates what users do on every day, sorted by user and day. The result does not depend on the number of threads. All arms of a seed use the same
    /// random numbers.
    /// </summary>
    public IReadOnlyList<UserDay> Serve(Arm arm, IReadOnlyList<int> users, ServiceSettings settings)
    {
        var days = new UserDay[users.Count * settings.Days];
        Parallel.For(0, users.Count, index =>
        {
            var steps = Serve(arm, users[index], settings).ToLookup(step => step.Day);
            for (var day = 0; day < settings.Days; day++)
                days[index * settings.Days + day] = UserDay.Of(users[index], day, [.. steps[day]]);
        });
        return days;
    }

    /// <summary>Simulates what one user sees and does, step by step.</summary>
    public IEnumerable<ServedStep> Serve(Arm arm, int user, ServiceSettings settings)
    {
        var state = _states.Open(user);
        foreach (var exposure in _history[user])
            state.Add(exposure);
        var visits = new Random(unchecked((int)StableHash.Of($"visits of seed {settings.Seed}", user)));
        var end = settings.Start.AddDays(settings.Days);
        for (var clock = settings.Start + Pause(visits, settings); clock < end; clock += SimulatedLog.ShortestPause + Pause(visits, settings))
        {
            var day = (int)(clock - settings.Start).TotalDays;
            // The seeds of a session depend on its number only, so the moods of users and the luck of the draws are the same for all arms.
            var moment = _environment.Start(user, visits.Next(), clock);
            var choices = new Random(visits.Next());
            while (!moment.HasEnded)
            {
                var candidates = _candidateCount == 0 ? _videos : [.. _environment.Retrieve(moment, _candidateCount).Select(video => (long)video)];
                var probabilities = arm.Distribution(state.Before(moment.Clock.ToUnixTimeMilliseconds()), candidates);
                var video = candidates[Draw(probabilities, choices)];
                var (response, next) = _environment.Step(moment, (int)video);
                var step = new ServedStep(day, moment, video, response);
                state.Add(step.Exposure);
                yield return step;
                moment = next;
            }
            clock = moment.Clock;
        }
    }

    private static TimeSpan Pause(Random random, ServiceSettings settings) => TimeSpan.FromDays(-Math.Log(1 - random.NextDouble()) / settings.SessionsPerDay);

    /// <summary>Draws the index of a candidate.</summary>
    private static int Draw(float[] probabilities, Random random)
    {
        var left = random.NextDouble();
        var index = 0;
        while (index < probabilities.Length - 1 && left >= probabilities[index])
            left -= probabilities[index++];
        return index;
    }
}
