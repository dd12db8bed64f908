using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Feed.Serving;
using FeedServer.Logging;
using FeedServer.Models;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace FeedServer.Api;

/// <summary>Answers requests for pages. An answer is in the log before it is returned.</summary>
internal sealed class RankEndpoint(ModelPool models, FeedLog log, FeedSettings settings, TimeProvider clock)
{
    /// <returns>The answer as JSON. It is that of the log if the request was answered before.</returns>
    /// <exception cref="RefusedException">The request is wrong, or its id was used for another one.</exception>
    public async Task<string> Answer(RankRequest request)
    {
        Check(request);
        var body = JsonSerializer.Serialize(request, FeedJson.Default.RankRequest);
        // A request is ranked once. Its retry is answered although the model may have changed, or may no longer know its candidates.
        if (log.FindRequest(request.Request) is { } logged)
            return logged.AnswerTo(request.Request, body);
        var answer = JsonSerializer.Serialize(Draw(request), FeedJson.Default.RankAnswer);
        return await log.Append(new RequestEntry(request.Request, clock.GetUtcNow(), body, answer));
    }

    private static void Check(RankRequest request)
    {
        if (request.Request.Length == 0)
            throw RefusedException.Bad("The request has no id. Give it one that a retry repeats.");
        if (request.User.Length == 0)
            throw RefusedException.Bad("The request has no user.");
        if (request.Candidates.Length == 0)
            throw RefusedException.Bad("The request has no candidates. Name at least one video.");
        if (request.Count < 1)
            throw RefusedException.Bad($"The count is {request.Count}, but a page has at least one position.");
        // A number such as 1e40 is read as infinity, which JSON cannot write.
        if (Array.FindIndex(request.Features, feature => !float.IsFinite(feature)) is >= 0 and var slot)
            throw RefusedException.Bad($"Feature {slot} is {request.Features[slot]}, but features must be finite.");
    }

    private RankAnswer Draw(RankRequest request)
    {
        using var lease = models.Borrow();
        var seed = BinaryPrimitives.ReadInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(request.Request)));
        SampledPage page;
        try
        {
            page = lease.Engine.SamplePage(new FeedState { Features = request.Features }, request.Count, request.Candidates, seed, settings.Exploration);
        }
        catch (ArgumentException problem)
        {
            throw RefusedException.Bad(problem.Message);
        }
        return new(request.Request, lease.Generation.Version, seed, settings.Exploration, page.LogProbability,
            [.. page.Actions.Select(action => new PlacedVideo(action.Position, action.Id, action.Probability))]);
    }
}
