namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Divides the given rows into shuffled batches. The order of an epoch depends only on the seed and the number of the epoch, so training can resume at
/// any epoch. Where not all rows are shuffled at once, blocks of neighboring rows are put into windows at random, and the rows of each window are shuffled, so
/// that an epoch reads each part of a file once (docs/decisions/0054-shuffled-blocks.md).
/// </summary>
/// <param name="rows">The rows to draw from, for example one side of <see cref="SessionDataset.SplitBySession"/>.</param>
/// <param name="batchSize">The number of rows per batch. The last batch of an epoch may be smaller.</param>
/// <param name="seed">The seed, which is the only source of randomness.</param>
/// <param name="windowLength">The number of rows that are shuffled at once.</param>
/// <param name="prefetch">Reads the rows from one to another in order, before those of a window are read at random, or null for nothing.</param>
internal sealed class TransitionSampler(Column<int> rows, int batchSize, int seed, int windowLength = int.MaxValue,
    Action<int, int>? prefetch = null)
{
    /// <summary>The number of blocks in a window. The mean of a batch of b rows varies by a share b / 512 more than with all rows shuffled at once.</summary>
    public const int BlocksPerWindow = 512;

    /// <summary>Gets the number of batches in an epoch.</summary>
    public int BatchCount => (int)(((long)rows.Length + batchSize - 1) / batchSize);

    /// <summary>Returns the batches of an epoch, which contain every row exactly once. A batch is valid until the next one is taken.</summary>
    public IEnumerable<ReadOnlyMemory<int>> Epoch(int epoch)
    {
        var random = new Random((int)SeededHash.Of((uint)epoch, seed));
        var rest = 0;
        var window = Array.Empty<int>();
        foreach (var blocks in Windows(random))
        {
            var length = rest + blocks.Sum(block => block.Count);
            if (window.Length < length)
                Array.Resize(ref window, length);
            var filled = rest;
            foreach (var (start, count) in blocks)
            {
                rows.CopyTo(start, window.AsSpan(filled, count));
                prefetch?.Invoke(window[filled], window[filled + count - 1]);
                filled += count;
            }
            random.Shuffle(window.AsSpan(rest, length - rest));
            var place = 0;
            for (; place + batchSize <= length; place += batchSize)
                yield return window.AsMemory(place, batchSize);
            // A batch has rows of two windows where a window is not a multiple of the batch.
            rest = length - place;
            window.AsSpan(place, rest).CopyTo(window);
        }
        if (rest > 0)
            yield return window.AsMemory(0, rest);
    }

    private IEnumerable<(int Start, int Count)[]> Windows(Random random)
    {
        var length = Math.Max(1, Math.Min(windowLength, rows.Length) / BlocksPerWindow + 1);
        (int Start, int Count)[] blocks = [.. Enumerable.Range(0, (rows.Length + length - 1) / length)
            .Select(block => (block * length, Math.Min(length, rows.Length - block * length)))];
        // With one window, the order of its blocks is of no use.
        if (blocks.Length > BlocksPerWindow)
            random.Shuffle(blocks);
        // Windows of about equal size leave no small one, whose batches would have neighboring rows.
        var count = Math.Max(1, (blocks.Length + BlocksPerWindow - 1) / BlocksPerWindow);
        return blocks.Chunk(Math.Max(1, (blocks.Length + count - 1) / count));
    }
}
