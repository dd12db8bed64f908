using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Parity;

/// <summary>Contains assertions for the comparison of libtorch with the managed interpreter.</summary>
internal static class ParityAssertions
{
    /// <summary>The guaranteed precision, 1e-5. It is relative for values above 1.</summary>
    public static void ShouldBe(this float managed, double torch)
        => managed.Should().BeApproximately((float)torch, 1e-5f * MathF.Max(1, MathF.Abs((float)torch)));

    public static void ShouldBe(this IReadOnlyList<float> managed, Tensor torch)
    {
        var expected = torch.cpu().flatten().data<float>().ToArray();
        managed.Should().HaveCount(expected.Length);
        for (var index = 0; index < expected.Length; index++)
            managed[index].ShouldBe(expected[index]);
    }

    /// <summary>
    /// Draws every parameter on the scale of trained ones (by fan-in) from the source of the session, so that none is the initial zero. It also ends
    /// training mode, so that there is no dropout.
    /// </summary>
    public static TModule Randomized<TModule>(this TModule module)
        where TModule : NetworkModule
    {
        using var noGrad = no_grad();
        foreach (Parameter parameter in module.AllParameters())
        {
            var bound = 1.5 / Math.Sqrt(parameter.shape[^1]);
            parameter.copy_(RandomSource.Current.Uniform(bound, parameter.shape));
        }
        module.SetTraining(false);
        return module;
    }

    /// <summary>Compares the values row by row.</summary>
    public static float[][] ToRows(this Tensor matrix)
        => [.. Enumerable.Range(0, (int)matrix.shape[0]).Select(row => matrix[row].cpu().contiguous().data<float>().ToArray())];
}
