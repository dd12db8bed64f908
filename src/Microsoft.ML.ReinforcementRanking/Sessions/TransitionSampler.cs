namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Cuts the given rows into shuffled batches. An epoch's order depends on the seed and the epoch's number alone, so training can resume anywhere.
/// </summary>
/// <param name="rows">Row indices to draw from, for example one side of <see cref="SessionDataset.SplitBySession"/>.</param>
/// <param name="batchSize">Rows per batch; the last batch of an epoch may be smaller.</param>
/// <param name="seed">The only source of randomness.</param>
internal sealed class TransitionSampler(int[] rows, int batchSize, int seed)
{
    /// <summary>Number of batches in an epoch.</summary>
    public int BatchCount => (int)(((long)rows.Length + batchSize - 1) / batchSize);

    /// <summary>The batches of an epoch: every row exactly once.</summary>
    public IEnumerable<ReadOnlyMemory<int>> Epoch(int epoch)
    {
        var shuffled = rows.AsSpan().ToArray();
        new Random((int)SeededHash.Of((uint)epoch, seed)).Shuffle(shuffled);
        for (var batch = 0; batch < BatchCount; batch++)
        {
            var start = batch * batchSize;
            yield return shuffled.AsMemory(start, Math.Min(batchSize, shuffled.Length - start));
        }
    }
}
