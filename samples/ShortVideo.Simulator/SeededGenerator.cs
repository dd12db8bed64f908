namespace ShortVideo.Simulator;

/// <summary>
/// Generates random numbers with SplitMix64 (Steele, Lea, Flood 2014). The state is a single number, so an immutable record of a session can hold it. The
/// same seed gives the same numbers on every version of .NET.
/// </summary>
internal struct SeededGenerator(ulong state)
{
    public ulong State { get; private set; } = state;

    /// <summary>
    /// Creates the generator of one of several independent streams of a seed. A change in the draws of the population, the features, or the log does not
    /// affect the others.
    /// </summary>
    public static SeededGenerator ForStream(int seed, uint stream)
    {
        var generator = new SeededGenerator(((ulong)stream << 32) | (uint)seed);
        return new(generator.NextBits());
    }

    public ulong NextBits()
    {
        State += 0x9E3779B97F4A7C15;
        var bits = State;
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }

    /// <summary>Draws a number that is uniform in [0, 1).</summary>
    public double Uniform() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Draws a number that is uniform over 0 to count - 1.</summary>
    public int Index(int count) => (int)(Uniform() * count);

    public bool Chance(double probability) => Uniform() < probability;

    public double Exponential(double mean) => -mean * Math.Log(1 - Uniform());

    /// <summary>Draws a standard normal number by the Box-Muller method. The second value is dropped, so that the state stays a single number.</summary>
    public double Normal() => Math.Sqrt(Exponential(2)) * Math.Cos(2 * Math.PI * Uniform());

    public double[] Normals(int count)
    {
        var values = new double[count];
        for (var index = 0; index < count; index++)
            values[index] = Normal();
        return values;
    }

    /// <summary>Draws an index in proportion to its weight.</summary>
    public int Choose(ReadOnlySpan<double> weights)
    {
        var total = 0.0;
        foreach (var weight in weights)
            total += weight;
        var left = Uniform() * total;
        var index = 0;
        while (index < weights.Length - 1 && left >= weights[index])
            left -= weights[index++];
        return index;
    }
}
