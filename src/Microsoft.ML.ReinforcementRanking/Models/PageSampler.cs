using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>
/// Draws pages of different items from a softmax over all items, one position after the other and each from the items that are left (Plackett-Luce). The
/// items with the highest sums of logit and Gumbel noise are such a page (Yellott, 1977), so that one pass over the items draws it. With exploration, a
/// position may take any of the items that are left instead. What is left of the order is then still such a draw, because the noise has no part in it.
/// </summary>
internal static class PageSampler
{
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1, or the exploration is not in [0, 1].</exception>
    public static void Check(int count, double exploration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (exploration is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(exploration), exploration, "The exploration is a probability, from 0 to 1.");
    }

    /// <summary>Draws a page. The same arguments give the same page in every process.</summary>
    /// <param name="logits">The logits of all items.</param>
    /// <param name="count">The number of positions, at least 1.</param>
    /// <param name="seed">The seed, which is the only source of randomness.</param>
    /// <param name="exploration">The probability with which a position takes one of the items that are left, all with the same probability.</param>
    /// <returns>The places of the items among the logits, from the top of the page. There are fewer than the count if there are fewer items.</returns>
    public static int[] Draw(ReadOnlySpan<float> logits, int count, int seed, double exploration = 0)
    {
        var state = SeededHash.Of(0, seed);
        var best = Best(logits, count, state);
        return exploration > 0 ? Explore(best, logits.Length, SplitMix64.At(state, 0), exploration) : best;
    }

    /// <summary>Computes the logarithm of the probability of each item of a page among those that the items above it leave.</summary>
    /// <param name="logits">The logits of all items.</param>
    /// <param name="page">The places of the items of the page among the logits, all different.</param>
    /// <param name="exploration">The exploration of <see cref="Draw"/>. The default is none.</param>
    public static double[] LogProbabilities(ReadOnlySpan<float> logits, ReadOnlySpan<int> page, double exploration = 0)
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
            if (exploration > 0)
                probabilities[place] = Math.Log((1 - exploration) * Math.Exp(probabilities[place]) + exploration / (logits.Length - place));
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

    private static int[] Best(ReadOnlySpan<float> logits, int count, ulong state)
    {
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

    /// <summary>Draws a page from the best items in their order, and from all items where a position explores.</summary>
    private static int[] Explore(int[] best, int items, ulong state, double exploration)
    {
        var (page, isTaken, next) = (new int[best.Length], new bool[items], 0);
        for (var place = 0; place < page.Length; place++)
        {
            while (next < best.Length && isTaken[best[next]])
                next++;
            page[place] = Uniform(state, 2 * place) < exploration
                ? Left(isTaken, (int)(Uniform(state, 2 * place + 1) * (items - place)))
                : best[next];
            isTaken[page[place]] = true;
        }
        return page;
    }

    /// <summary>Finds an item by its place among those that are not taken.</summary>
    private static int Left(ReadOnlySpan<bool> isTaken, int place)
    {
        var item = 0;
        while (isTaken[item] || place-- > 0)
            item++;
        return item;
    }

    private static double Gumbel(ulong state, int item)
    {
        // The number is inside (0, 1), so that both logarithms are finite.
        var uniform = Uniform(state, item) + 0.5 / (1UL << 53);
        return -Math.Log(-Math.Log(uniform));
    }

    private static double Uniform(ulong state, int number) => SeededHash.ToUnitInterval(SplitMix64.At(state, (ulong)number + 1));
}
