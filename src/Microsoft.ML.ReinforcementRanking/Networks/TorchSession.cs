using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using Microsoft.ML.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// One training run's use of libtorch: loads it, picks the device, seeds the generator and gives the caller's generator state back on dispose.
/// libtorch has one generator per process, so sessions exclude each other; open and dispose a session on one thread.
/// While a session is open garbage is collected only where <see cref="FreeMemoryIfDue"/> is called: TorchSharp hands temporary scalars to native calls
/// without keeping them alive, and a collection can free one during the call (docs/decisions/0005-no-collection-during-native-calls.md).
/// </summary>
internal sealed class TorchSession : IDisposable
{
    private static readonly Lock Generator = new();

    /// <summary>The innermost one: a thread may open a second session inside its first.</summary>
    private static TorchSession? _open;

    private readonly Tensor _callersState;
    private readonly DisposeScope _scope;
    private readonly GCLatencyMode _callersLatency;
    private readonly CollectionPause _pause;
    private readonly NativeHeap _heap = new();
    private readonly TorchSession? _outer;

    [SuppressMessage("ApiDesign", "RS0030", Justification = "This is the one class that seeds libtorch.")]
    private TorchSession(int seed, Device device)
    {
        _callersLatency = GCSettings.LatencyMode;
        GCSettings.LatencyMode = GCLatencyMode.Batch;
        _scope = NewDisposeScope();
        _callersState = random.get_rng_state();
        random.manual_seed(seed);
        Device = device;
        _pause = CollectionPause.Begin();
        _outer = _open;
        _open = this;
    }

    public Device Device { get; }

    /// <exception cref="InvalidOperationException">libtorch cannot be loaded; the message names the package to reference.</exception>
    public static TorchSession Open(IHostEnvironment env, int seed)
    {
        TorchLibrary.EnsureLoaded();
        // First, because it can fail, and whoever fails must not keep the others out.
        var device = ChooseDevice(env);
        Generator.Enter();
        return new(seed, device);
    }

    /// <summary>Starts the generator anew, so that what follows does not depend on what was drawn before.</summary>
    [SuppressMessage("ApiDesign", "RS0030", Justification = "This is the one class that seeds libtorch.")]
    public static void Reseed(int seed) => random.manual_seed(seed);

    /// <summary>To be called between native calls, the only place where garbage is collected; gives freed native memory back, too. Does nothing on a thread without an open session.</summary>
    public static void FreeMemoryIfDue()
    {
        if (!Generator.IsHeldByCurrentThread || _open is not { } session)
            return;
        session._pause.Renew();
        session._heap.TrimIfGrown();
    }

    public void Dispose()
    {
        _open = _outer;
        _pause.Dispose();
        random.set_rng_state(_callersState);
        _scope.Dispose();
        GCSettings.LatencyMode = _callersLatency;
        Generator.Exit();
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
