using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests;

/// <summary>
/// Draws tensors for tests from the source of the open session. The generator of the process would give numbers that depend on the tests that ran before,
/// and xunit changes their order from run to run.
/// </summary>
internal static class Draws
{
    /// <summary>Draws normal numbers with mean 0 and standard deviation 1.</summary>
    public static Tensor Normal(params long[] shape) => RandomSource.Current.Normal(1, shape);

    /// <summary>Draws uniform numbers between 0 and 1.</summary>
    public static Tensor Uniform(params long[] shape) => RandomSource.Current.Uniform(0.5, shape).Plus(0.5);

    /// <summary>Draws integers from 0 to <paramref name="end"/> − 1: [count].</summary>
    public static Tensor Indices(long end, int count) => RandomSource.Current.Indices(ones(end), count);
}
