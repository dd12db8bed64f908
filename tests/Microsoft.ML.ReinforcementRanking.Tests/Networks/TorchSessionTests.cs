using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using TorchSharp;

namespace Microsoft.ML.ReinforcementRanking.Tests.Networks;

public class TorchSessionTests
{
    private static readonly float[] First = Draw(seed: 1);

    [Fact]
    public void Open_UnknownGpu_NamesItAndKeepsNobodyOut()
    {
        var open = () => TorchSession.Open(new MLContext(1) { GpuDeviceId = 99, FallbackToCpu = false }, seed: 1);

        open.Should().Throw<ArgumentException>().WithMessage("GPU 99 was asked for, but libtorch sees * GPUs. *FallbackToCpu.*");
        // If the failure left a lock behind, every other thread would wait forever.
        var other = new Thread(() => TorchSession.Open(new MLContext(1), seed: 1).Dispose());
        other.Start();
        other.Join();
    }

    [Fact]
    public void Open_UnknownGpuWithFallback_UsesTheCpu()
    {
        using var session = TorchSession.Open(new MLContext(1) { GpuDeviceId = 99, FallbackToCpu = true }, seed: 1);

        session.Device.type.Should().Be(DeviceType.CPU);
    }

    [Fact]
    public void Open_InsideAnother_DrawsItsOwnNumbersAndLeavesTheOuterOnes()
    {
        using var outer = TorchSession.Open(new MLContext(1), seed: 1);
        var before = Draw();

        Draw(seed: 1).Should().Equal(First, "a session starts from its seed");

        before.Concat(Draw()).Should().Equal(First);
    }

    [Fact]
    public void Open_OnManyThreadsAtOnce_DrawsTheNumbersOfEachSeed()
    {
        var draws = new float[8][];
        Thread[] threads = [.. draws.Select((_, index) => new Thread(() => draws[index] = Draw(seed: index % 2 + 1)))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        draws.Where((_, index) => index % 2 == 0).Should().AllSatisfy(draw => draw.Should().Equal(First));
        draws.Where((_, index) => index % 2 == 1).Should().AllSatisfy(draw => draw.Should().Equal(Draw(seed: 2)).And.NotEqual(First));
    }

    [Fact]
    public void Draw_NoSession_IsRefused()
    {
        var draw = () => RandomSource.Current.Normal(1, 1);

        draw.Should().Throw<InvalidOperationException>().WithMessage("*inside of a TorchSession only.");
    }

    [Fact]
    public void Dropout_ManyValues_KeepsTheirMeanAndDropsTheShare()
    {
        using var session = TorchSession.Open(new MLContext(1), seed: 1);

        var values = RandomSource.Current.Dropout(torch.ones(10_000), 0.2).data<float>().ToArray();

        // The margin is four standard errors of a share of 10,000 draws: 4 √(0.2 · 0.8 / 10,000) = 0.016.
        (values.Count(value => value == 0) / 10_000.0).Should().BeApproximately(0.2, 0.016);
        values.Should().OnlyContain(value => value == 0 || value == 1 / 0.8f);
    }

    private static float[] Draw(int seed)
    {
        using var session = TorchSession.Open(new MLContext(1), seed);
        return [.. Draw(), .. Draw()];
    }

    private static float[] Draw() => RandomSource.Current.Normal(1, 4).data<float>().ToArray();
}
