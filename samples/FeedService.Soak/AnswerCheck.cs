using FeedServer.Api;

namespace FeedSoak;

/// <summary>Compares answers with the model that gave them.</summary>
internal sealed class AnswerCheck(ServedModels models)
{
    private const double Tolerance = 1e-5;

    /// <returns>What is wrong with an answer, or null if it is right.</returns>
    public string? Find(RankRequest request, RankAnswer answer)
    {
        string[] videos = [.. answer.Page.Select(placed => placed.Video)];
        if (answer.Request != request.Request)
            return $"the answer is that of request {answer.Request}";
        if (videos.Length != Math.Min(request.Count, request.Candidates.Length) || videos.Distinct().Count() != videos.Length)
            return $"the page '{string.Join(' ', videos)}' does not have {request.Count} different videos";
        if (videos.Except(request.Candidates).FirstOrDefault() is { } stranger)
            return $"{stranger} is not a candidate";
        if (models.Find(answer.Model) is not { } engine)
            return $"there is no model {answer.Model}";
        return CompareProbabilities(request, answer, left => engine.ActionProbabilities(new() { Features = request.Features }, left));
    }

    private static string? CompareProbabilities(RankRequest request, RankAnswer answer, Func<List<string>, float[]> policy)
    {
        var (left, logProbability) = (request.Candidates.ToList(), 0d);
        foreach (var placed in answer.Page)
        {
            var expected = (1 - answer.Exploration) * policy(left)[left.IndexOf(placed.Video)] + answer.Exploration / left.Count;
            if (!(Math.Abs(placed.Probability - expected) < Tolerance))
                return $"video {placed.Video} has probability {placed.Probability}, but its model and the exploration give {expected}";
            left.Remove(placed.Video);
            logProbability += Math.Log(placed.Probability);
        }
        return Math.Abs(logProbability - answer.LogProbability) < Tolerance ? null
            : $"the log-probability is {answer.LogProbability}, but those of the positions sum to {logProbability}";
    }
}
