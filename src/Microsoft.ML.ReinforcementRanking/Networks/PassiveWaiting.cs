using System.Collections;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Makes libtorch's threads sleep while they wait for work, instead of keeping a core busy that other threads need. The OpenMP library of libtorch decides
/// this when it is loaded, by an environment variable, so the variable is set during the load only. It is not set where the application has set variables
/// of OpenMP itself (docs/decisions/0018-threads.md).
/// </summary>
internal sealed class PassiveWaiting : IDisposable
{
    // Texts as C has them.
    private static readonly byte[] Variable = [.. "OMP_WAIT_POLICY\0"u8];
    private static readonly byte[] Passive = [.. "passive\0"u8];

    private readonly bool _isSet;

    private PassiveWaiting(bool isSet) => _isSet = isSet;

    /// <summary>
    /// Gets whether a fit may choose more than one thread: waiting is passive, or the application has set variables of OpenMP and so decides how threads wait.
    /// </summary>
    public static bool IsInForce { get; private set; }

    /// <summary>Sets the variable where that is of use. Call it before libtorch is loaded, and dispose of the result afterwards.</summary>
    public static PassiveWaiting WhileLoading()
    {
        // Other systems have another OpenMP library, on which this is not tested: fits choose one thread there.
        if (!OperatingSystem.IsLinux())
            return new(false);
        if (HasVariables())
        {
            IsInForce = true;
            return new(false);
        }
        IsInForce = !IsLoaded() && GetNative(Variable) == 0 && SetNative(Variable, Passive, overwrites: 0) == 0;
        return new(IsInForce);
    }

    public void Dispose()
    {
        if (_isSet)
            _ = UnsetNative(Variable);
    }

    private static bool HasVariables()
        => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(variable => (string)variable.Key)
            .Any(name => name.StartsWith("OMP_", StringComparison.Ordinal)
                || name.StartsWith("GOMP_", StringComparison.Ordinal)
                || name.StartsWith("KMP_", StringComparison.Ordinal));

    private static bool IsLoaded()
    {
        using var process = Process.GetCurrentProcess();
        return process.Modules.Cast<ProcessModule>().Any(module => module.ModuleName.StartsWith("libtorch_cpu.", StringComparison.Ordinal));
    }

    // The runtime keeps a copy of the environment: its own methods neither read nor change what native libraries see.
    [DllImport("libc", EntryPoint = "getenv")]
    private static extern nint GetNative(byte[] name);

    [DllImport("libc", EntryPoint = "setenv")]
    private static extern int SetNative(byte[] name, byte[] value, int overwrites);

    [DllImport("libc", EntryPoint = "unsetenv")]
    private static extern int UnsetNative(byte[] name);
}
