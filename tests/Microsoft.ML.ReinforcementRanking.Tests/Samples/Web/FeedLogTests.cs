using FeedServer.Api;
using FeedServer.Learning;
using FeedServer.Logging;
using Microsoft.Data.Sqlite;
using Microsoft.ML.Data;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples.Web;

/// <summary>Appends to the log, and reads it as trainers do.</summary>
public sealed class FeedLogTests : IDisposable
{
    private const string Body = """{"request":"r1","user":"u1","features":[0.1,2,3,4,5,6,7,8,9],"candidates":["v3","v4","v9"],"count":2}""";
    private const string Answer = """{"page":[{"position":1,"video":"v4","probability":0.5},{"position":2,"video":"v9","probability":1}]}""";

    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);

    private readonly string _folder = Directory.CreateTempSubdirectory("feed-log-").FullName;

    private string LogPath => Path.Combine(_folder, "log.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Append_ManyEntriesAtOnce_SharesCommitsAndKeepsThemAll()
    {
        await using (var log = FeedLog.Open(LogPath))
        {
            log.IsEmpty.Should().BeTrue();
            await Task.WhenAll(Enumerable.Range(0, 300).Select(number => log.Append(new RequestEntry($"r{number}", Time, Body, Answer))));
            (log.EntryCount, log.QueueLength, log.IsEmpty).Should().Be((300, 0, false));
            log.CommitCount.Should().BeLessThan(300);
        }
        await using var again = FeedLog.Open(LogPath);

        again.FindRequest("r299").Should().Be(new LoggedRequest(Body, Answer));
        again.FindRequest("r300").Should().BeNull();
    }

    [Fact]
    public async Task Append_SameId_ReturnsTheFirstAnswer()
    {
        await using var log = FeedLog.Open(LogPath);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => log.Append(new RequestEntry("r1", Time, Body, $"answer {number}"))));

        answers.Distinct().Should().ContainSingle();
        (await log.Append(new RequestEntry("r1", Time, Body, "late"))).Should().Be(answers[0]);
        await FluentActions.Awaiting(() => log.Append(new RequestEntry("r1", Time, "{}", "other"))).Should().ThrowAsync<RefusedException>();
    }

    [Fact]
    public async Task Append_RefusedEntry_LeavesTheOthersOfItsCommit()
    {
        await using var log = FeedLog.Open(LogPath);
        var bad = log.Append(new EventEntry(new("e1", "r9", 1, 1, false), Time));
        var good = log.Append(new RequestEntry("r1", Time, Body, Answer));

        (await good).Should().Be(Answer);
        await FluentActions.Awaiting(() => bad).Should().ThrowAsync<RefusedException>();
    }

    [Fact]
    public async Task Append_DatabaseThatFails_TellsEveryCallerAndRecovers()
    {
        await using var log = FeedLog.Open(LogPath);
        Execute("ALTER TABLE requests RENAME TO hidden");

        await FluentActions.Awaiting(() => log.Append(new RequestEntry("r1", Time, Body, Answer))).Should().ThrowAsync<SqliteException>();
        log.Problem.Should().Contain("requests");
        Execute("ALTER TABLE hidden RENAME TO requests");

        (await log.Append(new RequestEntry("r1", Time, Body, Answer))).Should().Be(Answer);
        log.Problem.Should().BeNull();
    }

    [Fact]
    public async Task Snapshot_Page_HasARowForEachPositionWithWhatIsLeftAndItsResponses()
    {
        await using (var log = FeedLog.Open(LogPath))
        {
            await log.Append(new RequestEntry("r1", Time, Body, Answer));
            await log.Append(new EventEntry(new("e1", "r1", 2, 3.5, false), Time));
            await log.Append(new EventEntry(new("e2", "r1", 2, 1, true), Time));
        }
        var ml = new MLContext(1);
        using var snapshot = new LogSnapshot(LogPath);

        var rows = ml.Data.CreateEnumerable<Row>(snapshot.Load(ml), reuseRowObject: false).ToArray();

        rows.Select(row => (row.User, row.Request, row.Position, row.Video, row.Propensity)).Should().Equal(
            ("u1", "r1", 1, "v4", 0.5), ("u1", "r1", 2, "v9", 1));
        rows[0].Eligible.Should().Equal("v3", "v4", "v9");
        rows[1].Eligible.Should().Equal("v3", "v9");
        rows.Select(row => (row.WatchTime, row.Interaction)).Should().Equal((0, 0), (4.5f, 1));
        rows[1].LogWatchTime.Should().BeApproximately(MathF.Log(5.5f), 1e-6f);
        rows[0].Features.Should().Equal(0.1f, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    [Fact]
    public async Task Snapshot_LogThatGrows_StaysAsItWas()
    {
        await using var log = FeedLog.Open(LogPath);
        await log.Append(new RequestEntry("r1", Time, Body, Answer));
        var ml = new MLContext(1);
        using var snapshot = new LogSnapshot(LogPath);

        await log.Append(new RequestEntry("r2", Time, Body, Answer));

        snapshot.Load(ml).GetColumn<int>("Position").Should().Equal(1, 2);
    }

    [Fact]
    public void Snapshot_NoLog_SaysWhatToDo()
        => FluentActions.Invoking(() => new LogSnapshot(LogPath)).Should().Throw<InvalidDataException>().WithMessage("There is no log *'train'*");

    private void Execute(string sql)
    {
        using var connection = LogSchema.Connect(LogPath, SqliteOpenMode.ReadWrite);
        LogSchema.Execute(connection, sql);
    }

    private sealed class Row
    {
        public string User { get; set; } = "";

        public string Request { get; set; } = "";

        public int Position { get; set; }

        public string Video { get; set; } = "";

        public string[] Eligible { get; set; } = [];

        public double Propensity { get; set; }

        public float WatchTime { get; set; }

        public float Interaction { get; set; }

        public float LogWatchTime { get; set; }

        [VectorType(9)] public float[] Features { get; set; } = [];
    }
}
