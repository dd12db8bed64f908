using Microsoft.ML.Data;
using ShortVideo;
using ShortVideo.Features;
using ShortVideo.Online;
using ShortVideo.Policies;
using ShortVideo.Simulator;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

public sealed class OnlineServiceTests
{
    private static readonly SimulatedLogOptions Size = new() { Users = 60, Videos = 50, SessionsPerUser = 5 };
    private static readonly ServiceSettings Settings = new() { Start = SimulatedLog.Start.AddDays(Size.Days), Days = 3 };
    private static readonly MLContext Ml = new(1);
    private static readonly SessionEnvironment Environment = SessionEnvironment.Create(seed: 1, Size);
    private static readonly PreparedLog Prepared = ReadLog(Size);
    private static readonly OnlineService Service = new(Environment, Prepared);

    /// <summary>An arm that prefers videos with high ids.</summary>
    private static readonly Arm Rising = new("rising",
        (_, candidates) => [.. Enumerable.Range(1, candidates.Count).Select(rank => 2f * rank / (candidates.Count * (candidates.Count + 1)))]);

    [Fact]
    public void Serve_StatesSeenOnline_AreThoseOfTheLogReplayed()
    {
        var seen = new List<State>();
        var spy = Arm.Uniform with { Distribution = (state, candidates) => { seen.Add(state); return Arm.Uniform.Distribution(state, candidates); } };
        ServedStep[] steps = [.. Enumerable.Range(0, 5).SelectMany(user => Service.Serve(spy, user, Settings))];

        var log = Prepared.Log with
        {
            Exposures = [.. Prepared.Log.Exposures.Concat(steps.Select(step => step.Exposure)).OrderBy(exposure => exposure.UserId)
                .ThenBy(exposure => exposure.Time)],
        };
        var replayed = LogData.Create(Ml, log, Prepared.State, TimeSplit.Of(Prepared.Log.Exposures)).Parts.Test;
        var served = Ml.Data.FilterRowsByColumn(Ml.Transforms.Conversion.ConvertType("Clock", nameof(LogRow.Time), DataKind.Double).Fit(replayed)
            .Transform(replayed),
            "Clock", lowerBound: Settings.Start.ToUnixTimeMilliseconds());

        steps.Should().HaveCountGreaterThan(50);
        Compare(nameof(LogRow.Preferences), state => state.Preferences);
        Compare(nameof(LogRow.Profile), state => state.Profile);
        Compare(nameof(LogRow.History), state => state.History);

        void Compare(string column, Func<State, float[]> select)
            => served.GetColumn<float[]>(column).Should().BeEquivalentTo(seen.Select(select), options => options.WithStrictOrdering());
    }

    [Fact]
    public void Serve_InParallel_IsWhatEachUserDoesAlone()
    {
        int[] users = [.. Enumerable.Range(0, Size.Users)];

        var days = Service.Serve(Rising, users, Settings);

        days.Select(day => (day.UserId, day.Day)).Should().Equal(users.SelectMany(user => Enumerable.Range(0, 3).Select(day => (user, day))));
        foreach (var user in users)
        {
            ServedStep[] steps = [.. Service.Serve(Rising, user, Settings)];
            UserDay[] alone = [.. days.Where(day => day.UserId == user)];
            alone.Should().Equal(Enumerable.Range(0, 3).Select(day => UserDay.Of(user, day, [.. steps.Where(step => step.Day == day)])));
            alone.Sum(day => day.Impressions).Should().Be(steps.Length);
            alone.Sum(day => day.WatchTime).Should().BeApproximately(steps.Sum(step => step.Response.PlayTime.TotalSeconds), 1e-6);
            alone.Sum(day => day.Sessions).Should().Be(steps.Count(step => step.Shown.Step == 0));
            alone.Sum(day => day.Clicks).Should().Be(steps.Count(step => step.Exposure.Click));
            alone.Sum(day => day.Interactions).Should().Be(steps.Count(step => step.Exposure.Interaction));
            alone.Sum(day => day.Likes).Should().Be(steps.Count(step => step.Exposure.Like));
            alone.Sum(day => day.Conversions).Should().Be(steps.Count(step => step.Exposure.ProfileStay));
        }
    }

    [Fact]
    public void Serve_TwoArms_MeetTheSameUsersInTheSameMood()
    {
        for (var user = 0; user < 20; user++)
        {
            var (first, second) = (Service.Serve(Arm.Uniform, user, Settings).FirstOrDefault(), Service.Serve(Rising, user, Settings).FirstOrDefault());
            second?.Shown.Should().BeEquivalentTo(first!.Shown);
            if (first is not null)
                Environment.Step(second!.Shown, (int)first.VideoId).Response.Should().Be(first.Response, "the same video would have had the same effect");
        }
        Service.Serve(Rising, [3, 4], Settings with { Seed = 2 }).Should().NotEqual(Service.Serve(Rising, [3, 4], Settings));
    }

    [Fact]
    public void Serve_KnownDistribution_IsDrawnFrom()
    {
        var shown = Enumerable.Range(0, Size.Users).SelectMany(user => Service.Serve(Rising, user, Settings)).Select(step => (double)step.VideoId).ToArray();

        // P(v) = 2 (v + 1) / (K (K + 1)) has the mean (2 K + 1) / 3 - 1 and the variance (K - 1) (K + 2) / 18. A correct sampler exceeds 4.5 standard
        // errors once in 100,000 seeds.
        const double K = 50;
        shown.Average().Should().BeApproximately((2 * K + 1) / 3 - 1, 4.5 * Math.Sqrt((K - 1) * (K + 2) / 18 / shown.Length));
    }

    [Fact]
    public void Serve_Uniformly_IsHowTheLogWasMade()
    {
        // Users have as many sessions per day as in the log. Only the rate differs from the default settings, and sessions do not depend on it.
        ServedStep[] steps = [.. Enumerable.Range(0, Size.Users)
            .SelectMany(user => Service.Serve(Arm.Uniform, user, Settings with { Days = Size.Days, SessionsPerDay = Size.SessionsPerUser / Size.Days }))];
        var logged = Prepared.Log.Exposures;

        // Both counts are those of about 300 sessions of about 9 steps. Their standard deviation is about their mean, so 4.5 standard errors of the ratio
        // are 4.5 sqrt((1 + 1) 2 / 300).
        (steps.Length / (double)logged.Count).Should().BeApproximately(1, 4.5 * Math.Sqrt(4.0 / 300));
        // Log watch times have a standard deviation of about 1, and clicks of less than 0.5.
        var error = 4.5 * Math.Sqrt(1.0 / steps.Length + 1.0 / logged.Count);
        steps.Average(step => Math.Log(1 + step.Exposure.WatchTime)).Should()
            .BeApproximately(logged.Average(exposure => Math.Log(1 + exposure.WatchTime)), error);
        steps.Average(step => step.Exposure.Click ? 1.0 : 0).Should().BeApproximately(logged.Average(exposure => exposure.Click ? 1.0 : 0), 0.5 * error);
    }

    [Fact]
    public void Serve_LogWithCandidates_ChoosesFromThoseThatAreRetrieved()
    {
        var prepared = ReadLog(Size with { Candidates = 12 });
        var offered = new List<IReadOnlyList<long>>();
        var spy = Rising with { Distribution = (state, candidates) => { offered.Add(candidates); return Rising.Distribution(state, candidates); } };

        ServedStep[] steps = [.. Enumerable.Range(0, 5).SelectMany(user => new OnlineService(Environment, prepared).Serve(spy, user, Settings))];

        foreach (var (step, candidates) in steps.Zip(offered, (step, candidates) => (step, candidates)))
            candidates.Should().Equal(Environment.Retrieve(step.Shown, 12).Select(video => (long)video)).And.Contain(step.VideoId);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(12)]
    public void Of_FittedPolicies_HaveTheProbabilitiesOfTheirRows(int retrieved)
    {
        var prepared = ReadLog(Size with { Candidates = retrieved });
        var parts = prepared.Parts;
        var cloned = new NeuralPolicies(Ml, prepared, parts).CloneBehavior(new Progress<Trainers.ReinforcementRanking.TrainingProgress>());
        var trees = TreeRanker.Fit(Ml, parts.Training, prepared.Data.Catalog);

        Compare(Arm.Of("cloned", Ml, prepared, cloned), cloned.Transform(parts.Test));
        Compare(Arm.Of("trees", Ml, prepared, trees, 0.5f), trees.Score(parts.Test, [0.5f]).Single());

        void Compare(Arm arm, IDataView scored)
        {
            foreach (var (row, expected) in Ml.Data.CreateEnumerable<LogRow>(prepared.Data.Parts.Test, reuseRowObject: false, ignoreMissingColumns: true)
                .Zip(scored.GetColumn<float>("Probability")).Take(50))
            {
                long[] candidates = retrieved == 0 ? [.. prepared.Log.Videos.Select(video => video.Id)] : row.Candidates;
                var probabilities = arm.Distribution(new(row.Preferences, row.Profile, row.History), candidates);
                probabilities.Sum().Should().BeApproximately(1, 1e-4f);
                probabilities[Array.IndexOf(candidates, row.VideoId)].Should().BeApproximately(expected, 1e-6f);
            }
        }
    }

    [Fact]
    public void Of_ServedDays_AreRatiosOfSumsWithTheErrorOfTheDeltaMethod()
    {
        UserDay[] days =
        [
            new(0, 0) { Sessions = 1, Impressions = 2, WatchTime = 10, Clicks = 1 }, new(0, 1) { Sessions = 1, Impressions = 2, WatchTime = 6 },
            new(1, 0) { Sessions = 2, Impressions = 4, WatchTime = 40, Interactions = 2 }, new(1, 1),
        ];

        var values = ServedValue.Of("policy", days).Values;

        values.Select(value => value.Mean).Should().Equal(56.0 / 8, 1.0 / 8, 2.0 / 8, 8.0 / 4, 56.0 / 4);
        // The residuals of the users are 16 - 7 * 4 and 40 - 7 * 4, so the variance of their sum is 2 / (2 - 1) * (12² + 12²).
        values[0].StandardError.Should().BeApproximately(Math.Sqrt(2 * (144 + 144)) / 8, 1e-12);
    }

    [Fact]
    public void Of_UserAndSalt_IsTheSameInEveryProcess()
    {
        // The hash is the first eight bytes of SHA-256 of "salt:1", lowest first.
        StableHash.Of("salt", 1).Should().Be(BitConverter.ToUInt64(Convert.FromHexString("73a035a1e681b590")));
        StableHash.Of("salt", 1).Should().NotBe(StableHash.Of("salt", 2)).And.NotBe(StableHash.Of("pepper", 1));
    }

    private static PreparedLog ReadLog(SimulatedLogOptions size)
    {
        using var files = new SimulatedFiles(seed: 1, size);
        return PreparedLog.Read(Ml, files.Folder);
    }
}
