using System.Diagnostics.Metrics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Feed.Serving;
using FeedServer.Api;
using FeedServer.Logging;
using FeedServer.Models;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples.Web;

/// <summary>Sends requests to the web service.</summary>
public sealed class FeedApiTests
{
    private static readonly string[] Candidates = [.. Enumerable.Range(3, 20).Select(video => $"{video}")];

    private static readonly float[] State = [0.5f, -1, 0.2f, 0.3f, -0.4f, 1, 0, 0, 0];

    private static RankRequest Request(string id) => new(id, "u1", State, Candidates, Count: 4);

    [Fact]
    public async Task Rank_Page_HasTheProbabilitiesOfTheMixture()
    {
        using var folder = FeedFolder.WithModel();
        await using var feed = await RunningFeed.Start(folder);
        var ml = new MLContext(1);
        var policy = ml.Model.Load(folder.Settings.ModelPath, out var inputs);
        using var engine = ml.Model.CreateActionRankingEngine<FeedState>(policy, inputs);

        var answer = await feed.Rank(Request("r1"));

        answer.Page.Select(placed => placed.Position).Should().Equal(1, 2, 3, 4);
        answer.Page.Select(placed => placed.Video).Should().OnlyHaveUniqueItems().And.BeSubsetOf(Candidates);
        var left = Candidates.ToList();
        foreach (var placed in answer.Page)
        {
            var policyProbability = engine.ActionProbabilities(new() { Features = State }, left)[left.IndexOf(placed.Video)];
            placed.Probability.Should().BeApproximately(0.8 * policyProbability + 0.2 / left.Count, 1e-6);
            left.Remove(placed.Video);
        }
        answer.LogProbability.Should().BeApproximately(answer.Page.Sum(placed => Math.Log(placed.Probability)), 1e-9);
        (answer.Exploration, answer.Request).Should().Be((0.2, "r1"));
    }

    [Fact]
    public async Task Rank_Retry_GetsTheSamePageFromAnotherModelAndIsLoggedOnce()
    {
        using var folder = FeedFolder.WithModel();
        await using var feed = await RunningFeed.Start(folder);
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => feed.Rank(Request("r1"))));

        folder.ChangeModel(temperature: 3);
        feed.Services.GetRequiredService<ModelPool>().Refresh();
        var retry = await feed.Rank(Request("r1"));
        var other = await feed.Rank(Request("r2"));

        answers.Append(retry).Select(answer => JsonSerializer.Serialize(answer, FeedJson.Default.RankAnswer)).Distinct().Should().ContainSingle();
        other.Model.Should().NotBe(retry.Model);
        Count(folder, "requests").Should().Be(2);
    }

    [Fact]
    public async Task Event_Retry_IsLoggedOnce()
    {
        using var folder = FeedFolder.WithModel();
        await using var feed = await RunningFeed.Start(folder);
        await feed.Rank(Request("r1"));
        const string Json = """{"event":"e1","request":"r1","position":2,"watchTime":3.25,"interaction":true}""";

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => feed.Post("/event", Json)));

        answers.Should().OnlyContain(answer => answer.Status == 200 && answer.Text == """{"event":"e1"}""");
        Count(folder, "events").Should().Be(1);
        (await feed.Post("/event", Json.Replace("3.25", "4", StringComparison.Ordinal))).Should().Match<(int Status, string Text)>(
            answer => answer.Status == 409 && answer.Text.Contains("e1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/rank", """{"request":"r2"}""", "missing required properties")]
    [InlineData("/rank", """{"request":"r2","user":null,"features":[],"candidates":[],"count":1}""", "user")]
    [InlineData("/rank", "page please", "The body is not a RankRequest")]
    [InlineData("/rank", """{"request":"","user":"u","features":[0,0,0,0,0,0,0,0,0],"candidates":["3"],"count":1}""", "The request has no id.")]
    [InlineData("/rank", """{"request":"r2","user":"","features":[0,0,0,0,0,0,0,0,0],"candidates":["3"],"count":1}""", "The request has no user.")]
    [InlineData("/rank", """{"request":"r2","user":"u","features":[0,0,0,0,0,0,0,0,0],"candidates":[],"count":1}""", "The request has no candidates.")]
    [InlineData("/rank", """{"request":"r2","user":"u","features":[0,0,0,0,0,0,0,0,0],"candidates":["3"],"count":0}""", "The count is 0")]
    [InlineData("/rank", """{"request":"r2","user":"u","features":[0,0],"candidates":["3"],"count":1}""", "must have 9 values, but this state has 2")]
    [InlineData("/rank", """{"request":"r2","user":"u","features":[0,0,1e40,0,0,0,0,0,0],"candidates":["3"],"count":1}""", "Feature 2 is")]
    [InlineData("/rank", """{"request":"r2","user":"u","features":[0,0,0,0,0,0,0,0,0],"candidates":["3","late"],"count":1}""", "late")]
    [InlineData("/event", """{"event":"","request":"r1","position":1,"watchTime":1,"interaction":false}""", "The event has no id.")]
    [InlineData("/event", """{"event":"e2","request":"r1","position":1,"watchTime":-1,"interaction":false}""", "is -1 s, but it must be from 0 to 86400 s")]
    [InlineData("/event", """{"event":"e2","request":"r1","position":1,"watchTime":1e999,"interaction":false}""", "s, but it must be from 0 to 86400 s")]
    [InlineData("/event", """{"event":"e2","request":"r1","position":1,"watchTime":1e40,"interaction":false}""", "s, but it must be from 0 to 86400 s")]
    [InlineData("/event", """{"event":"e2","request":"r1","position":5,"watchTime":1,"interaction":false}""", "has positions 1 to 4")]
    [InlineData("/event", """{"event":"e2","request":"r7","position":1,"watchTime":1,"interaction":false}""", "is not in the log")]
    public async Task Post_BadRequest_SaysWhatIsWrongAndLogsNothing(string path, string json, string message)
    {
        using var folder = FeedFolder.WithModel();
        await using var feed = await RunningFeed.Start(folder);
        await feed.Rank(Request("r1"));

        var (status, text) = await feed.Post(path, json);

        status.Should().Be(400);
        JsonSerializer.Deserialize(text, FeedJson.Default.ErrorAnswer)!.Error.Should().Contain(message);
        (Count(folder, "requests"), Count(folder, "events")).Should().Be((1, 0));
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked", "2147483647\r\n", 400, "The body cannot be read: ")]
    [InlineData("Transfer-Encoding: chunked", "no number\r\n", 400, "Bad chunk size data.")]
    [InlineData("Content-Length: 30000001", "", 413, "Request body too large.")]
    public async Task Post_BodyThatIsNotRead_IsRefusedWithAMessage(string header, string body, int status, string message)
    {
        using var folder = FeedFolder.WithModel();
        await using var feed = await RunningFeed.Start(folder);
        using var client = new TcpClient();
        await client.ConnectAsync(feed.Client.BaseAddress!.Host, feed.Client.BaseAddress.Port);

        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /event HTTP/1.1\r\nHost: feed\r\n{header}\r\nConnection: close\r\n\r\n{body}"));
        using var reader = new StreamReader(client.GetStream());
        var answer = await reader.ReadToEndAsync();

        answer.Should().StartWith($"HTTP/1.1 {status} ").And.Contain(message);
    }

    [Fact]
    public async Task Rank_IdOfAnotherRequest_IsAConflict()
    {
        using var folder = FeedFolder.WithModel();
        await using var feed = await RunningFeed.Start(folder);
        await feed.Rank(Request("r1"));

        var (status, text) = await feed.Post("/rank", JsonSerializer.Serialize(Request("r1") with { Count = 2 }, FeedJson.Default.RankRequest));

        status.Should().Be(409);
        JsonSerializer.Deserialize(text, FeedJson.Default.ErrorAnswer)!.Error.Should().Contain("'r1' was used before");
    }

    [Fact]
    public async Task Health_BrokenModelFile_IsDegradedAndPagesGoOn()
    {
        using var folder = FeedFolder.WithModel();
        await using var feed = await RunningFeed.Start(folder);
        var before = await feed.Get("/health", FeedJson.Default.HealthAnswer);

        await File.WriteAllTextAsync(folder.Settings.ModelPath, "no model");
        feed.Services.GetRequiredService<ModelPool>().Refresh();
        var page = await feed.Rank(Request("r1"));
        var after = await feed.Get("/health", FeedJson.Default.HealthAnswer);

        (before.Status, before.Problem, before.Generation).Should().Be(("healthy", null, 1));
        (after.Status, after.Generation, after.Model, after.Pages).Should().Be(("degraded", 1, page.Model, 1));
        after.Problem.Should().Contain("model.zip").And.Contain("cannot be read");
    }

    [Fact]
    public async Task Metrics_OfTheMeter_CountRequestsAndCommits()
    {
        using var folder = FeedFolder.WithModel();
        await using var feed = await RunningFeed.Start(folder);
        var factory = feed.Services.GetRequiredService<IMeterFactory>();
        var values = new Dictionary<string, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == FeedMetrics.MeterName && instrument.Meter.Scope == factory)
                self.EnableMeasurementEvents(instrument);
        };
        void Add(Instrument instrument, double value)
        {
            lock (values)
                values[instrument.Name] = values.GetValueOrDefault(instrument.Name) + value;
        }
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Add(instrument, value));
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => Add(instrument, value));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Add(instrument, value));
        listener.Start();

        await feed.Rank(Request("r1"));
        await feed.Post("/event", """{"event":"e1","request":"r1","position":2,"watchTime":3.25,"interaction":true}""");
        await feed.Post("/rank", "nothing");
        listener.RecordObservableInstruments();

        values["feed.requests"].Should().Be(3);
        values["feed.request.duration"].Should().BePositive();
        (values["feed.log.entries"], values["feed.log.commits"], values["feed.log.queue"]).Should().Be((2, 2, 0));
        (values["feed.model.generation"], values["feed.model.failures"]).Should().Be((1, 0));
    }

    [Fact]
    public async Task Visitors_OnePage_CanBeRanked()
    {
        using var folder = FeedFolder.WithModel();
        await using var feed = await RunningFeed.Start(folder);

        var visitor = await feed.Get("/visitors/7/0", FeedJson.Default.Visitor);
        var page = await feed.Rank(new("r1", visitor.User, [.. visitor.Profile, 0, 0, 0], [.. visitor.Candidates.Select(video => video.Video)], 5));

        page.Page.Should().HaveCount(5);
        visitor.Candidates.Should().HaveCount(40).And.OnlyContain(video => video.Tags.Length > 0 && video.Seconds > 0);
        (await feed.Get("/visitors/7/1", FeedJson.Default.Visitor)).Candidates.Select(video => video.Video).Should()
            .NotEqual(visitor.Candidates.Select(video => video.Video));
    }

    private static long Count(FeedFolder folder, string table)
    {
        using var connection = LogSchema.Connect(folder.Settings.LogPath, SqliteOpenMode.ReadOnly);
        using var command = connection.CreateCommand();
        command.CommandText = table == "requests" ? "SELECT count(*) FROM requests" : "SELECT count(*) FROM events";
        return (long)command.ExecuteScalar()!;
    }
}
