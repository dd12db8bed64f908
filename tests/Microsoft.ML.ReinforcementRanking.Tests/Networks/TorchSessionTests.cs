using Microsoft.ML.Trainers.ReinforcementRanking.Networks;

namespace Microsoft.ML.ReinforcementRanking.Tests.Networks;

public class TorchSessionTests
{
    [Fact]
    public void Open_UnknownGpu_NamesItAndKeepsNobodyOut()
    {
        var open = () => TorchSession.Open(new MLContext(1) { GpuDeviceId = 99, FallbackToCpu = false }, seed: 1);

        open.Should().Throw<ArgumentException>().WithMessage("GPU 99 was asked for, but libtorch sees * GPUs. *FallbackToCpu.*");
        // A lock that the failure left behind would keep every other thread waiting.
        var other = new Thread(() => TorchSession.Open(new MLContext(1), seed: 1).Dispose());
        other.Start();
        other.Join();
    }

    [Fact]
    public void Open_UnknownGpuWithFallback_UsesTheCpu()
    {
        using var session = TorchSession.Open(new MLContext(1) { GpuDeviceId = 99, FallbackToCpu = true }, seed: 1);

        session.Device.type.Should().Be(TorchSharp.DeviceType.CPU);
    }
}
