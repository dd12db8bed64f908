using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Tuning;

/// <summary>
/// Draws settings by Latin hypercube sampling: the range of each option is divided into as many parts as there are settings, and each part has one of them
/// (McKay, Beckman and Conover, "A Comparison of Three Methods for Selecting Values of Input Variables", 1979).
/// </summary>
internal static class SettingSampler
{
    /// <summary>Returns the given options, and then copies of them with drawn values.</summary>
    public static IEnumerable<TOptions> Draw<TOptions>(TOptions options, IReadOnlyList<TunedOption> tuned, int count, int seed)
        where TOptions : ReinforcementRankingOptions
    {
        var copies = Enumerable.Range(0, count).Select(_ => ReinforcementRankingOptions.Copy(options)).ToArray();
        foreach (var option in tuned)
        {
            var draws = Seeds.Derive(seed, option.Name);
            double Draw(int step) => SeededHash.ToUnitInterval(SplitMix64.At((uint)draws, (ulong)step));
            int[] parts = [.. Enumerable.Range(0, count - 1)];
            Array.Sort([.. parts.Select(part => Draw(part + 1))], parts);
            for (var setting = 1; setting < count; setting++)
                option.Set(copies[setting], (parts[setting - 1] + Draw(count + setting)) / (count - 1));
        }
        return copies;
    }
}
