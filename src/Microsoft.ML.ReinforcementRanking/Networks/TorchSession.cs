using Microsoft.ML.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Represents the use of libtorch by one training run. It loads libtorch, selects the device, and holds the source of random numbers, the number of threads,
/// and the scope that frees tensors. It changes nothing outside of its thread. Any number of sessions may be open on other threads, and one inside another on
/// the same thread. Open and dispose a session on one thread.
/// </summary>
internal sealed class TorchSession : IDisposable
{
    private readonly IntraOpThreads _threads;
    private readonly RandomSource _random;
    private readonly DisposeScope _scope;

    private TorchSession(Device device, RandomSource random, DisposeScope scope, IntraOpThreads threads)
    {
        Device = device;
        _random = random;
        _scope = scope;
        _threads = threads;
    }

    public Device Device { get; }

    /// <param name="env">Whose device is used.</param>
    /// <param name="seed">Of the random numbers.</param>
    /// <param name="numberOfThreads">Threads of an operation; null to choose by the work.</param>
    /// <exception cref="InvalidOperationException">libtorch cannot be loaded; the message names the package to reference.</exception>
    public static TorchSession Open(IHostEnvironment env, int seed, int? numberOfThreads = null)
        => Open(TorchLibrary.EnsureLoaded, () => ChooseDevice(env), device => new(seed, device), NewDisposeScope, numberOfThreads);

    /// <summary>Opens a session from its parts. If one of them fails, the thread is as before.</summary>
    internal static TorchSession Open(
        Action load, Func<Device> chooseDevice, Func<Device, RandomSource> newRandom, Func<DisposeScope> newScope, int? numberOfThreads = null)
    {
        load();
        NativeHeap.KeepFreedBlocks();
        var device = chooseDevice();
        var random = newRandom(device);
        DisposeScope? scope = null;
        try
        {
            scope = newScope();
            return new(device, random, scope, new(numberOfThreads));
        }
        catch
        {
            // What is open already must not stay open on the thread.
            scope?.Dispose();
            random.Dispose();
            throw;
        }
    }

    /// <summary>Chooses the number of threads for steps of these modules.</summary>
    public void ChooseThreads(IEnumerable<NetworkModule> modules, int rows)
        => _threads.Choose(Device.type == DeviceType.CPU ? LayerWork.Mean(modules, rows) : 0);

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
            _threads.Dispose();
            NativeHeap.GiveBack();
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
        throw env.ExceptParam(nameof(MLContext.GpuDeviceId),
            $"GPU {gpu} was asked for, but libtorch sees {(cuda.is_available() ? cuda.device_count() : 0)} GPUs. " +
            "Reference a TorchSharp-cuda package, or set MLContext.FallbackToCpu.");
    }
}
