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

    private static float[] Draw(int seed)
    {
        using var session = TorchSession.Open(new MLContext(1), seed);
        return [.. Draw(), .. Draw()];
    }

    private static float[] Draw() => RandomSource.Current.Normal(1, 4).data<float>().ToArray();
}
