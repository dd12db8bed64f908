using Microsoft.ML.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Represents the use of libtorch by one training run. It loads libtorch, selects the device, and holds the source of random numbers and the scope that
/// frees tensors. It changes nothing outside of its thread. Any number of sessions may be open on other threads, and one inside another on the same thread.
/// Open and dispose a session on one thread.
/// </summary>
internal sealed class TorchSession : IDisposable
{
    private readonly RandomSource _random;
    private readonly DisposeScope _scope;

    private TorchSession(Device device, RandomSource random, DisposeScope scope)
    {
        Device = device;
        _random = random;
        _scope = scope;
    }

    public Device Device { get; }

    /// <exception cref="InvalidOperationException">libtorch cannot be loaded; the message names the package to reference.</exception>
    public static TorchSession Open(IHostEnvironment env, int seed)
        => Open(TorchLibrary.EnsureLoaded, () => ChooseDevice(env), device => new(seed, device), NewDisposeScope);

    /// <summary>Opens a session from its parts. If one of them fails, the thread is as before.</summary>
    internal static TorchSession Open(Action load, Func<Device> chooseDevice, Func<Device, RandomSource> newRandom, Func<DisposeScope> newScope)
    {
        load();
        var device = chooseDevice();
        var random = newRandom(device);
        try
        {
            return new(device, random, newScope());
        }
        catch
        {
            random.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        try
        {
            _scope.Dispose();
        }
        finally
        {
            // A scope stays open if one of its objects fails to be disposed of. It has no objects left then, and the second call closes it.
            _scope.Dispose();
            _random.Dispose();
        }
    }

    private static Device ChooseDevice(IHostEnvironment env)
    {
        var settings = (IHostEnvironmentInternal)env;
        if (settings.GpuDeviceId is not { } gpu)
            return CPU;
        if (cuda.is_available() && gpu < cuda.device_count())
            return new Device(DeviceType.CUDA, gpu);
        if (settings.FallbackToCpu)
            return CPU;
        throw env.ExceptParam(nameof(MLContext.GpuDeviceId), $"GPU {gpu} was asked for, but libtorch sees {(cuda.is_available() ? cuda.device_count() : 0)} GPUs. " +
            "Reference a TorchSharp-cuda package, or set MLContext.FallbackToCpu.");
    }
}
