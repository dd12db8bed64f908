using System.Globalization;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Represents a page of different actions that was drawn from a policy: the first from all eligible actions, and every other one from those that are left
/// (Plackett-Luce). It has what a log needs, so that pages of other policies can be evaluated on it later: one row for each of <see cref="Actions"/>.
/// </summary>
public sealed class SampledPage
{
    private SampledPage(IReadOnlyList<SampledAction> actions, double logProbability, int seed)
        => (Actions, LogProbability, Seed) = (actions, logProbability, seed);

    /// <summary>Gets the actions, from the top of the page.</summary>
    public IReadOnlyList<SampledAction> Actions { get; }

    /// <summary>
    /// Gets the natural logarithm of the probability with which the policy draws this page, which is at most 0. It is the sum of the logarithms of the
    /// actions' probabilities.
    /// </summary>
    public double LogProbability { get; }

    /// <summary>Gets the seed of the page. The same policy draws the same page again with it.</summary>
    public int Seed { get; }

    /// <summary>Returns the actions and the log-probability as text.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{string.Join(", ", Actions.Select(action => action.Id))} (log-probability {LogProbability:G4})");

    /// <summary>Draws a page.</summary>
    /// <param name="logits">The logits of the eligible actions.</param>
    /// <param name="idOf">A function that returns the id of the action at a place among the logits.</param>
    /// <param name="count">The number of positions, at least 1.</param>
    /// <param name="seed">The seed, which is the only source of randomness.</param>
    /// <param name="exploration">The share of exploration, in [0, 1].</param>
    internal static SampledPage Draw(ReadOnlySpan<float> logits, Func<int, string> idOf, int count, int seed, double exploration)
    {
        var page = PageSampler.Draw(logits, count, seed, exploration);
        var logProbabilities = PageSampler.LogProbabilities(logits, page, exploration);
        var actions = new SampledAction[page.Length];
        for (var place = 0; place < page.Length; place++)
            actions[place] = new(place + 1, idOf(page[place]), logits[page[place]], Math.Exp(logProbabilities[place]));
        return new(actions, logProbabilities.Sum(), seed);
    }
}
