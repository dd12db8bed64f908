using System.Runtime.InteropServices;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Keeps memory that libtorch frees for its next step, and returns it to the system when a fit ends. The C library of Debian 12 and Ubuntu 22.04 (glibc before
/// 2.38) seldom reuses freed aligned blocks, and libtorch aligns all of its blocks, so that the heap keeps more memory than is in use. It returns some memory
/// during a fit, too (docs/decisions/0008-freed-native-memory.md, docs/decisions/0064-freed-blocks-of-a-step.md).
/// </summary>
internal static class NativeHeap
{
    /// <summary>
    /// The <see cref="AppContext"/> switch that an application sets to <see langword="false"/> to have the library leave the heap of the process alone.
    /// </summary>
    public const string SwitchName = "Microsoft.ML.ReinforcementRanking.TrimNativeMemory";

    public const int StepsBetweenTrims = 64;

    /// <summary>The size of a block that is a little smaller than the largest one that glibc ever takes from its heap, which has 32 MiB.</summary>
    private const int LargeBlock = (32 << 20) - (64 << 10);

    private static readonly Version FirstThatReusesAlignedBlocks = new(2, 38);

    private static readonly (MallocTrim? AtTheEnd, MallocTrim? InSteps) Trim = Find();

    [ThreadStatic]
    private static int _steps;

    private delegate int MallocTrim(nuint pad);

    private delegate IntPtr GetVersion();

    private static bool IsOn => !AppContext.TryGetSwitch(SwitchName, out var isOn) || isOn;

    /// <summary>
    /// Has glibc keep freed blocks of up to 32 MiB in its heap. It maps a block of more than 128 KiB by itself and unmaps it when it is freed, until it has
    /// seen a freed block of that size. The block is not touched, so it takes no memory. Other C libraries are left alone.
    /// </summary>
    public static void KeepFreedBlocks()
    {
        if (Trim.AtTheEnd is not null && IsOn)
            Marshal.FreeHGlobal(Marshal.AllocHGlobal(LargeBlock));
    }

    /// <summary>Trims the heap of glibc at the end of a fit. Up to 64 MiB at the end of the heap of another thread than the first one stay there.</summary>
    public static void GiveBack()
    {
        if (IsOn)
            Trim.AtTheEnd?.Invoke(0);
    }

    /// <summary>Trims the heap. It is called after a step. It does nothing without glibc, or with version 2.38 or later.</summary>
    public static void CountStep()
    {
        if (++_steps % StepsBetweenTrims == 0 && IsOn)
            Trim.InSteps?.Invoke(0);
    }

    /// <summary>
    /// Returns whether a version of glibc, such as "2.36", seldom reuses freed aligned blocks. The heap is not trimmed if the version cannot be read.
    /// </summary>
    public static bool NeedsTrims(string? version) => Version.TryParse(version, out var parsed) && parsed < FirstThatReusesAlignedBlocks;

    private static (MallocTrim? AtTheEnd, MallocTrim? InSteps) Find()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libc.so.6", out var library)
            || Export<GetVersion>(library, "gnu_get_libc_version") is not { } version)
            return default;
        var trim = Export<MallocTrim>(library, "malloc_trim");
        return (trim, NeedsTrims(Marshal.PtrToStringUTF8(version())) ? trim : null);
    }

    private static TDelegate? Export<TDelegate>(IntPtr library, string name)
        where TDelegate : Delegate
        => NativeLibrary.TryGetExport(library, name, out var address) ? Marshal.GetDelegateForFunctionPointer<TDelegate>(address) : null;
}
