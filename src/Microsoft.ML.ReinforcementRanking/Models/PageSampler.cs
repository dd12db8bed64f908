using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>
/// Draws pages of different items from a softmax over all items, one position after the other and each from the items that are left (Plackett-Luce). The
/// items with the highest sums of logit and Gumbel noise are such a page (Yellott, 1977), so that one pass over the items draws it.
/// </summary>
internal static class PageSampler
{
    /// <summary>Draws a page. The same logits, count and seed give the same page in every process.</summary>
    /// <returns>The places of the items among the logits, from the top of the page. There are fewer than the count if there are fewer items.</returns>
    public static int[] Draw(ReadOnlySpan<float> logits, int count, int seed)
    {
        var state = SeededHash.Of(0, seed);
        var best = new PriorityQueue<int, double>();
        for (var item = 0; item < logits.Length; item++)
        {
            var sum = logits[item] + Gumbel(state, item);
            if (best.Count < count)
                best.Enqueue(item, sum);
            else
                best.EnqueueDequeue(item, sum);
        }
        var page = new int[best.Count];
        for (var place = page.Length - 1; place >= 0; place--)
            page[place] = best.Dequeue();
        return page;
    }

    /// <summary>Computes the logarithm of the probability of each item of a page among those that the items above it leave.</summary>
    /// <param name="logits">The logits of all items.</param>
    /// <param name="page">The places of the items of the page among the logits, all different.</param>
    public static double[] LogProbabilities(ReadOnlySpan<float> logits, ReadOnlySpan<int> page)
    {
        var isOnPage = new bool[logits.Length];
        foreach (var item in page)
            isOnPage[item] = true;
        // The sums are built from the end of the page, because a difference of sums would lose the small ones.
        var sum = LogSum(logits, isOnPage);
        var probabilities = new double[page.Length];
        for (var place = page.Length - 1; place >= 0; place--)
        {
            var logit = (double)logits[page[place]];
            sum = Math.Max(sum, logit) + Math.Log(1 + Math.Exp(-Math.Abs(sum - logit)));
            probabilities[place] = logit - sum;
        }
        return probabilities;
    }

    /// <summary>Computes <c>log Σ e^logit</c> over the items that are not taken.</summary>
    public static double LogSum(ReadOnlySpan<float> logits, ReadOnlySpan<bool> isTaken)
    {
        var (largest, sum) = (double.NegativeInfinity, 0d);
        for (var item = 0; item < logits.Length; item++)
        {
            if (!isTaken[item])
                largest = Math.Max(largest, logits[item]);
        }
        for (var item = 0; item < logits.Length; item++)
        {
            if (!isTaken[item])
                sum += Math.Exp(logits[item] - largest);
        }
        return largest + Math.Log(sum);
    }

    private static double Gumbel(ulong state, int item)
    {
        // The number is inside (0, 1), so that both logarithms are finite.
        var uniform = SeededHash.ToUnitInterval(SplitMix64.At(state, (ulong)item + 1)) + 0.5 / (1UL << 53);
        return -Math.Log(-Math.Log(uniform));
    }
}
