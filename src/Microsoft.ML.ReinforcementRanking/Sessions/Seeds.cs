using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Provides all seeds of the library.</summary>
internal static class Seeds
{
    /// <summary>Returns the seed of an option, or the seed of the MLContext if the option is null, or a random seed if the context has none.</summary>
    public static int Choose(IHost host, int? seed) => seed ?? ((IHostEnvironmentInternal)host).Seed ?? host.Rand.Next();

    /// <summary>
    /// Derives the seed of one purpose. If two purposes used the same seed, they would hash a session to the same value. For example, all sessions of a
    /// test set that was chosen by a hash would then fall into one fold.
    /// </summary>
    public static int Derive(int seed, string purpose) => (int)SeededHash.Of(purpose, seed);

    /// <summary>Derives the seed of a training stage.</summary>
    public static int Derive(int seed, int stage) => unchecked((seed * 486187739 + stage) * 16777619);
}
