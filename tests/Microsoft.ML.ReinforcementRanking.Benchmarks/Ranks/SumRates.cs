using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Ranks;

/// <summary>Measures the time of a sum over the ranks, by the number of values.</summary>
internal static class SumRates
{
    private const int Repetitions = 200;

    private static IReadOnlyList<int> Sizes { get; } = [1, 1_000, 10_000, 100_000, 300_000, 1_000_000, 3_000_000];

    /// <summary>Returns the median seconds of a sum of each size.</summary>
    public static IReadOnlyDictionary<int, double> Measure(int ranks)
        => MpiProgram.Run(ranks, RankCommands.SumName).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).ToDictionary(
            words => int.Parse(words[0], CultureInfo.InvariantCulture), words => double.Parse(words[1], CultureInfo.InvariantCulture));

    /// <summary>Returns the seconds of a sum of any size, on the line between the measured sizes beside it.</summary>
    public static double Interpolate(IReadOnlyDictionary<int, double> seconds, double size)
    {
        var above = Sizes.FirstOrDefault(known => known >= size, Sizes[^1]);
        var below = Sizes.LastOrDefault(known => known <= size, Sizes[0]);
        return above == below ? seconds[above] : seconds[below] + (size - below) / (above - below) * (seconds[above] - seconds[below]);
    }

    /// <summary>Measures in the processes of a job, of which rank 0 writes the results.</summary>
    public static void MeasureInJob(Communicator communicator)
    {
        foreach (var size in Sizes)
        {
            var (values, seconds) = (new float[size], new double[Repetitions]);
            for (var repetition = 0; repetition < Repetitions; repetition++)
            {
                var clock = Stopwatch.StartNew();
                communicator.Sum(values);
                seconds[repetition] = clock.Elapsed.TotalSeconds;
            }
            if (communicator.Rank == 0)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{size} {Quartiles.Of(seconds).Median:R}"));
        }
    }
}
