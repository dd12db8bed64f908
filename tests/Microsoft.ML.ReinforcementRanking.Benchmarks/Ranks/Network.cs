namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Ranks;

/// <summary>Represents the cost of sums over ranks.</summary>
/// <param name="Latency">The seconds of a message.</param>
/// <param name="BytesPerSecond">The rate at which a rank sends.</param>
internal sealed record Network(double Latency, double BytesPerSecond)
{
    /// <summary>Machines of a data center over TCP with 25 Gbit/s, which is an assumption.</summary>
    public static Network DataCenter { get; } = new(Latency: 25e-6, BytesPerSecond: 25e9 / 8);

    /// <summary>
    /// Returns the seconds of sums over the ranks: a message up and down a tree for each of them, and twice the bytes of the ranks but one, as in a ring.
    /// </summary>
    public double Seconds(double calls, double bytes, int ranks)
        => ranks == 1 ? 0 : 2 * Math.Ceiling(Math.Log2(ranks)) * calls * Latency + 2.0 * (ranks - 1) / ranks * bytes / BytesPerSecond;
}
