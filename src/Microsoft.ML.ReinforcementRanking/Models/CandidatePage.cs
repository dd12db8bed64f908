using System.Globalization;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Represents a page of different candidates that was drawn from a policy: the first from all candidates of the request, and every other one from those that
/// are left (Plackett-Luce). It has what a log needs, so that pages of other policies can be evaluated on it later.
/// </summary>
public sealed class CandidatePage
{
    private CandidatePage(IReadOnlyList<RankedCandidate> candidates, double logProbability) => (Candidates, LogProbability) = (candidates, logProbability);

    /// <summary>
    /// Gets the candidates from the top of the page, each with its probability among those that are not on an earlier position, which is the propensity to log.
    /// </summary>
    public IReadOnlyList<RankedCandidate> Candidates { get; }

    /// <summary>Gets the natural logarithm of the probability with which the policy draws this page, which is at most 0.</summary>
    public double LogProbability { get; }

    /// <summary>Returns the candidates and the log-probability as text.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{string.Join(", ", Candidates.Select(candidate => candidate.Index))} (log-probability {LogProbability:G4})");

    internal static CandidatePage Draw(ReadOnlySpan<float> logits, int count, int seed, double exploration)
    {
        var page = PageSampler.Draw(logits, count, seed, exploration);
        var logProbabilities = PageSampler.LogProbabilities(logits, page, exploration);
        var candidates = new RankedCandidate[page.Length];
        for (var place = 0; place < page.Length; place++)
            candidates[place] = new(page[place], logits[page[place]], (float)Math.Exp(logProbabilities[place]));
        return new(candidates, logProbabilities.Sum());
    }
}
