namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>
/// Measures all sides in turn, again and again, so that a change of the machine's speed affects all of them alike. Ratios are of results of the same
/// repetition. The first repetition warms up and does not count.
/// </summary>
internal static class Comparison
{
    public static Measured[] Run(IReadOnlyList<Side> sides, int repetitions)
    {
        var values = sides.ToDictionary(side => side, _ => new List<double>());
        var memory = sides.ToDictionary(side => side, _ => 0.0);
        for (var repetition = 0; repetition <= repetitions; repetition++)
        {
            Console.Error.Write($"\rrepetition {repetition} of {repetitions}");
            foreach (var side in sides)
            {
                var peak = new PeakMemory();
                var value = side.Measure();
                memory[side] = Math.Max(memory[side], peak.Rise);
                if (repetition > 0)
                    values[side].Add(value);
            }
        }
        Console.Error.WriteLine();
        return [.. sides.Select(side => new Measured(side.Name, Quartiles.Of(values[side]), side.Baseline?.Name, Ratio(side), memory[side]))];

        Quartiles? Ratio(Side side)
            => side.Baseline is { } baseline ? Quartiles.Of(values[side].Zip(values[baseline], (value, other) => value / other)) : null;
    }
}
