namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Ranks;

/// <summary>
/// Represents the cost of a joint step of B rows on R ranks in seconds: a fixed part, a part for each row of the rank with the most rows, the sums over the
/// ranks, and what several ranks wait for.
/// </summary>
/// <param name="Fixed">The seconds of a step that do not depend on rows, such as embedding a catalog and updating weights.</param>
/// <param name="Divided">The seconds for each row that a rank evaluates.</param>
/// <param name="Waits">The seconds of a step in which several ranks wait for one another and copy gradients.</param>
internal sealed record StepCost(double Fixed, double Divided, double Waits)
{
    private const int Iterations = 20_000;

    /// <summary>Fits the parts to measured steps by least squares of relative errors, none of them below 0.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="sums">The seconds of the sums of a step on this machine.</param>
    public static StepCost Fit(IReadOnlyList<MeasuredStep> steps, Func<MeasuredStep, double> sums)
    {
        double[][] parts = [.. steps.Select(step => new[] { 1, Largest(step.Batch, step.Ranks), step.Ranks > 1 ? 1 : 0 }
            .Select(part => part / step.Seconds).ToArray())];
        double[] targets = [.. steps.Select(step => Math.Max(0, step.Seconds - sums(step)) / step.Seconds)];
        var cost = new double[3];
        // Coordinates are improved one after the other, and each stays at 0 where a negative value would be better.
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            var index = iteration % cost.Length;
            var errors = parts.Zip(targets, (part, target) => target - part.Zip(cost, (share, seconds) => share * seconds).Sum());
            var change = errors.Zip(parts, (error, part) => error * part[index]).Sum() / parts.Sum(part => part[index] * part[index]);
            cost[index] = Math.Max(0, cost[index] + change);
        }
        return new(cost[0], cost[1], cost[2]);
    }

    public double Seconds(int batch, int ranks, double sums) => Fixed + Divided * Largest(batch, ranks) + sums + (ranks > 1 ? Waits : 0);

    /// <summary>Returns the rows of the rank that has the most of them, on the mean over simulated batches, because a hash divides the sessions.</summary>
    public static double Largest(int batch, int ranks)
    {
        const int Batches = 100;
        if (ranks == 1)
            return batch;
        var random = new Random(1);
        return Enumerable.Range(0, Batches).Average(_ =>
        {
            var rows = new int[ranks];
            for (var row = 0; row < batch; row++)
                rows[random.Next(ranks)]++;
            return rows.Max();
        });
    }
}
