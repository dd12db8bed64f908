using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions;

/// <summary>Tests the order of rows that are not shuffled all at once.</summary>
public class ShuffledBlockTests
{
    /// <summary>The rows of a window: 512 blocks of two rows.</summary>
    private const int Window = 1024;

    private const int WindowLength = Window / 2;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(5000)]
    public void Epoch_ManyWindows_GivesEveryRowOnceInFullBatchesButTheLast(int batchSize)
    {
        int[] rows = [.. Enumerable.Range(10, 5003)];
        var sampler = new TransitionSampler(rows, batchSize, seed: 3, WindowLength);

        var batches = sampler.Epoch(1).Select(batch => batch.ToArray()).ToArray();

        batches.Should().HaveCount(sampler.BatchCount);
        batches.SelectMany(batch => batch).Order().Should().Equal(rows);
        batches.SkipLast(1).Should().OnlyContain(batch => batch.Length == batchSize);
    }

    [Fact]
    public void Epoch_ManyWindows_DependsOnSeedAndEpochAlone()
    {
        int[] rows = [.. Enumerable.Range(0, 5000)];
        int[] Order(int seed, int epoch) => [.. new TransitionSampler(rows, 64, seed, WindowLength).Epoch(epoch).SelectMany(batch => batch.ToArray())];

        Order(1, 2).Should().Equal(Order(1, 2)).And.NotEqual(Order(1, 3)).And.NotEqual(Order(2, 2));
    }

    [Fact]
    public void Epoch_OneWindow_IsTheOrderOfAllRowsAtOnce()
    {
        int[] rows = [.. Enumerable.Range(0, 3000)];
        int[] Order(int windowLength) => [.. new TransitionSampler(rows, 64, 1, windowLength).Epoch(2).SelectMany(batch => batch.ToArray())];

        Order(rows.Length).Should().Equal(Order(int.MaxValue));
    }

    [Theory]
    [InlineData(3000, 3000, 3000)]
    [InlineData(2 * TransitionSampler.BlocksPerWindow, WindowLength, 2 * TransitionSampler.BlocksPerWindow)]
    [InlineData(2 * TransitionSampler.BlocksPerWindow + 2, WindowLength, TransitionSampler.BlocksPerWindow + 2)]
    public void Epoch_FirstBatch_ComesAfterTheRowsOfItsWindow(int count, int windowLength, int rowsOfWindow)
    {
        List<int> read = [];
        int[] rows = [.. Enumerable.Range(0, count)];
        var sampler = new TransitionSampler(rows, 64, seed: 1, windowLength, (first, last) => read.AddRange(rows[first..(last + 1)]));

        sampler.Epoch(1).First().Length.Should().Be(64);

        read.Should().HaveCount(rowsOfWindow, "one block more than a window has makes two windows of about equal size").And.OnlyHaveUniqueItems();
    }

    [Fact]
    public void Epoch_ManyWindows_ReadsBlocksOfNeighbors()
    {
        int[] rows = [.. Enumerable.Range(0, 64 * Window)];

        foreach (var window in new TransitionSampler(rows, Window, seed: 1, WindowLength).Epoch(1).Take(8))
        {
            var sorted = window.ToArray();
            Array.Sort(sorted);
            Enumerable.Range(0, Window / 2).Should().OnlyContain(pair => sorted[2 * pair + 1] == sorted[2 * pair] + 1);
        }
    }

    [Fact]
    public void Epoch_ManyWindows_ReadsTheRowsOfAWindowInOrderBeforeItsBatches()
    {
        List<int> read = [];
        var sampler = new TransitionSampler(
            (int[])[.. Enumerable.Range(0, 5003)], 64, seed: 1, WindowLength, (first, last) => read.AddRange(Enumerable.Range(first, last - first + 1)));

        foreach (var batch in sampler.Epoch(1))
            read.Should().Contain(batch.ToArray());

        read.Order().Should().Equal(Enumerable.Range(0, 5003), "each row is read once");
    }

    /// <summary>
    /// The rows of a log often drift from its first row to its last. The mean number of the rows of a batch of b rows has the variance σ²/b where all rows are
    /// shuffled at once. Rows of a window of k blocks add that of the mean of the window, σ²/k. A variance that is estimated from n means has the relative
    /// standard error √(2/n), where n counts batches for the first part and windows for the second.
    /// </summary>
    [Fact]
    public void Epoch_RowsThatDrift_VaryBetweenBatchesByAShareOfBatchToBlocksMore()
    {
        const int Batch = 64, Windows = 64, Epochs = 16, Rows = Windows * Window;
        var (variance, mean) = ((Rows * (double)Rows - 1) / 12, (Rows - 1) / 2.0);
        int[] rows = [.. Enumerable.Range(0, Rows)];
        var sampler = new TransitionSampler(rows, Batch, seed: 5, WindowLength);

        var squares = Enumerable.Range(1, Epochs).SelectMany(sampler.Epoch).Select(batch => Square(batch.ToArray().Average() - mean)).Average();

        var (own, ofWindows) = (1 / (double)Batch, 1 / (double)TransitionSampler.BlocksPerWindow);
        var error = variance * Math.Sqrt(2 * (own * own / (Epochs * Rows / Batch) + ofWindows * ofWindows / (Epochs * Windows)));
        squares.Should().BeApproximately(variance * (own + ofWindows), 5 * error);
    }

    private static double Square(double value) => value * value;
}
