namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Divides the given rows into shuffled batches. The order of an epoch depends only on the seed and the number of the epoch, so training can resume at
/// any epoch.
/// </summary>
/// <param name="rows">The rows to draw from, for example one side of <see cref="SessionDataset.SplitBySession"/>.</param>
/// <param name="batchSize">The number of rows per batch. The last batch of an epoch may be smaller.</param>
/// <param name="seed">The seed, which is the only source of randomness.</param>
internal sealed class TransitionSampler(int[] rows, int batchSize, int seed)
{
    /// <summary>Gets the number of batches in an epoch.</summary>
    public int BatchCount => (int)(((long)rows.Length + batchSize - 1) / batchSize);

    /// <summary>Returns the batches of an epoch, which contain every row exactly once.</summary>
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
