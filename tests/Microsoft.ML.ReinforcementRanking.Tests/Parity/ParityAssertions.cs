using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Parity;

/// <summary>What comparing libtorch with the managed interpreter needs.</summary>
internal static class ParityAssertions
{
    /// <summary>The promise: 1e-5, of the value where that is above 1.</summary>
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
    /// Draws every parameter on the scale of trained ones (by fan-in), so that none is the zero that it starts from; and ends training, so that nothing drops
    /// out.
    /// </summary>
    public static TModule Randomized<TModule>(this TModule module)
        where TModule : nn.Module
    {
        using var noGrad = no_grad();
        foreach (Parameter parameter in module.parameters())
        {
            var bound = 1.5 / Math.Sqrt(parameter.shape[^1]);
            parameter.uniform_(-bound, bound);
        }
        module.eval();
        return module;
    }

    /// <summary>Row by row.</summary>
    public static float[][] ToRows(this Tensor matrix)
        => [.. Enumerable.Range(0, (int)matrix.shape[0]).Select(row => matrix[row].cpu().contiguous().data<float>().ToArray())];
}
