using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Where every seed of the library comes from.</summary>
internal static class Seeds
{
    /// <summary>The seed of an option; otherwise that of the MLContext; otherwise a random one.</summary>
    public static int Choose(IHost host, int? seed) => seed ?? ((IHostEnvironmentInternal)host).Seed ?? host.Rand.Next();

    /// <summary>
    /// A purpose's own seed. Two uses of one seed would hash a session alike: the folds of a test set that was itself chosen by its hash would be one fold.
    /// </summary>
    public static int Derive(int seed, string purpose) => (int)SeededHash.Of(purpose, seed);

    /// <summary>A stage's own seed.</summary>
    public static int Derive(int seed, int stage) => unchecked((seed * 486187739 + stage) * 16777619);
}
