using Microsoft.ML;
using Microsoft.ML.Data;
using ShortVideo.Data;
using ShortVideo.Features;
using ShortVideo.Simulator;

namespace ShortVideo.Online;

/// <summary>
/// Serves simulated users after the end of their log: what a policy earns in truth. Every user comes with the history of the log, watches videos that are
/// drawn from the policy's distribution over the whole catalog, and is remembered. Sessions begin as in the log, at random and at least
/// <see cref="SimulatedLog.ShortestPause"/> after the last one.
/// </summary>
internal sealed class OnlineService
{
    private readonly MLContext _ml;
    private readonly SessionEnvironment _environment;
    private readonly ITransformer _preparation;
    private readonly DataViewSchema _inputs;
    private readonly UserStates _states;
    private readonly ILookup<long, Exposure> _history;
    private readonly int[] _videos;

    /// <param name="ml">The context.</param>
    /// <param name="environment">Of the log's seed and options.</param>
    /// <param name="prepared">The log, from which users and videos are known.</param>
    public OnlineService(MLContext ml, SessionEnvironment environment, PreparedLog prepared)
    {
        (_ml, _environment, _preparation, _inputs) = (ml, environment, prepared.Preparation.Rows, prepared.Data.Parts.Training.Schema);
        _states = new(prepared.State, prepared.Log);
        _history = prepared.Log.Exposures.ToLookup(exposure => exposure.UserId);
        _videos = [.. prepared.Log.Videos.Select(video => (int)video.Id)];
    }

    /// <summary>Number of users; their ids are 0 .. count - 1.</summary>
    public int UserCount => _environment.UserCount;

    /// <summary>What users do on every day, by user, then day. The same whatever the number of threads; common random numbers for all arms of a seed.</summary>
    public IReadOnlyList<UserDay> Serve(Arm arm, IReadOnlyList<int> users, ServiceSettings settings)
    {
        var days = new UserDay[users.Count * settings.Days];
        Parallel.For(0, users.Count, CreateEngine, (index, _, engine) =>
        {
            var steps = Serve(arm, users[index], settings, engine).ToLookup(step => step.Day);
            for (var day = 0; day < settings.Days; day++)
                days[index * settings.Days + day] = UserDay.Of(users[index], day, [.. steps[day]]);
            return engine;
        }, engine => engine.Dispose());
        return days;
    }

    /// <summary>What one user sees and does, step by step.</summary>
    public IEnumerable<ServedStep> Serve(Arm arm, int user, ServiceSettings settings)
    {
        using var engine = CreateEngine();
        foreach (var step in Serve(arm, user, settings, engine))
            yield return step;
    }

    private PredictionEngine<StateRow, PreparedState> CreateEngine()
    {
        var schema = SchemaDefinition.Create(typeof(StateRow));
        foreach (var column in schema)
            column.ColumnType = _inputs[column.ColumnName].Type;
        return _ml.Model.CreatePredictionEngine<StateRow, PreparedState>(_preparation, inputSchemaDefinition: schema);
    }

    private IEnumerable<ServedStep> Serve(Arm arm, int user, ServiceSettings settings, PredictionEngine<StateRow, PreparedState> engine)
    {
        var state = _states.Open(user);
        foreach (var exposure in _history[user])
            state.Add(exposure);
        var visits = new Random(unchecked((int)StableHash.Of($"visits of seed {settings.Seed}", user)));
        var end = settings.Start.AddDays(settings.Days);
        for (var clock = settings.Start + Pause(visits, settings); clock < end; clock += SimulatedLog.ShortestPause + Pause(visits, settings))
        {
            var day = (int)(clock - settings.Start).TotalDays;
            // A session's seeds depend on its number alone, so arms meet the same moods and draw with the same luck.
            var moment = _environment.Start(user, visits.Next(), clock);
            var choices = new Random(visits.Next());
            while (!moment.HasEnded)
            {
                var video = _videos[Choose(arm, state.Before(moment.Clock.ToUnixTimeMilliseconds()), engine, choices)];
                var (response, next) = _environment.Step(moment, video);
                var step = new ServedStep(day, moment, video, response);
                state.Add(step.Exposure);
                yield return step;
                moment = next;
            }
            clock = moment.Clock;
        }
    }

    private static TimeSpan Pause(Random random, ServiceSettings settings) => TimeSpan.FromDays(-Math.Log(1 - random.NextDouble()) / settings.SessionsPerDay);

    /// <summary>Draws a place in the catalog.</summary>
    private static int Choose(Arm arm, State state, PredictionEngine<StateRow, PreparedState> engine, Random random)
    {
        var probabilities = arm.Distribution(engine.Predict(new(state)).Features);
        var left = random.NextDouble();
        var video = 0;
        while (video < probabilities.Length - 1 && left >= probabilities[video])
            left -= probabilities[video++];
        return video;
    }
}
