using System.Globalization;
using System.Text.Json;
using Feed.Serving;
using FeedServer.Api;
using FeedServer.Learning;
using ShortVideo.Simulator;

namespace FeedSoak;

/// <summary>Represents a client: simulated users who ask for pages, watch videos, and sometimes ask again.</summary>
internal sealed class SoakClient(int number, SoakRun run, SimulatedFeed feed, AnswerCheck check)
{
    private const double RetryShare = 0.05;

    private readonly Random _random = new(number);
    private readonly List<(string Id, string Json)> _asked = [];

    /// <summary>Asks for pages until none is left.</summary>
    public async Task Browse()
    {
        for (var session = 0; ; session++)
        {
            var user = _random.Next(feed.Environment.UserCount);
            var state = feed.Environment.Start(user, seed: _random.Next(), SimulatedLog.Start);
            var soFar = new SessionSoFar(feed.Features.OfUser(user));
            while (!state.HasEnded)
            {
                if (!run.TryTakePage())
                    return;
                var candidates = feed.Environment.Retrieve(state, Feed.Serving.FeedService.CandidateCount);
                var request = new RankRequest(string.Create(CultureInfo.InvariantCulture, $"{number}.{session}.{state.Step}"),
                    string.Create(CultureInfo.InvariantCulture, $"user-{user}"), soFar.State.Features,
                    [.. candidates.Select(video => video.ToString(CultureInfo.InvariantCulture))], PagePolicy.PageSize);
                if (await Rank(request) is not { } page)
                    return;
                (var responses, state) = feed.Environment.ShowPage(state, [.. page.Select(placed => int.Parse(placed.Video, CultureInfo.InvariantCulture))]);
                await Task.WhenAll(responses.Index().Where(seen => seen.Item is not null).Select(seen => Respond(request.Request, seen.Index + 1, seen.Item!)));
                soFar.Add(responses);
                if (_random.NextDouble() < RetryShare)
                    await AskAgain();
            }
        }
    }

    private async Task<PlacedVideo[]?> Rank(RankRequest request)
    {
        var json = JsonSerializer.Serialize(request, FeedJson.Default.RankRequest);
        if (await run.Post("/rank", json) is not { } text)
            return null;
        var answer = JsonSerializer.Deserialize(text, FeedJson.Default.RankAnswer)!;
        if (check.Find(request, answer) is { } fault)
            run.Faults.Enqueue($"Request {request.Request}: {fault}");
        run.Answers[request.Request] = text;
        _asked.Add((request.Request, json));
        return answer.Page;
    }

    private async Task Respond(string request, int position, VideoResponse response)
    {
        var shown = new EventRequest(string.Create(CultureInfo.InvariantCulture, $"{request}/{position}"), request, position,
            response.PlayTime.TotalSeconds, response.HasInteraction);
        if (await run.Post("/event", JsonSerializer.Serialize(shown, FeedJson.Default.EventRequest)) is not null)
            run.Events[shown.Event] = shown;
    }

    /// <summary>Repeats a request, which may be older than the current model, and older than the process that answers.</summary>
    private async Task AskAgain()
    {
        var (id, json) = _asked[_random.Next(_asked.Count)];
        if (await run.Post("/rank", json) is { } text && text != run.Answers[id])
            run.Faults.Enqueue($"Request {id} was answered with {run.Answers[id]} and, when it was repeated, with {text}");
    }
}
