using System.Runtime.InteropServices;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Gives memory back that libtorch has freed. The C library of Debian 12 and Ubuntu 22.04 (glibc before 2.38) seldom uses freed aligned blocks again, and libtorch
/// aligns all of its own, so that the heap keeps more than is in use (docs/decisions/0008-freed-native-memory.md).
/// </summary>
internal static class NativeHeap
{
    /// <summary>
    /// The <see cref="AppContext"/> switch that an application sets to <see langword="false"/> to keep the library from trimming the heap of the
    /// process.
    /// </summary>
    public const string SwitchName = "Microsoft.ML.ReinforcementRanking.TrimNativeMemory";

    public const int StepsBetweenTrims = 64;

    private static readonly Version FirstThatReusesAlignedBlocks = new(2, 38);

    private static readonly MallocTrim? Trim = Find();

    [ThreadStatic]
    private static int _steps;

    private delegate int MallocTrim(nuint pad);

    private delegate IntPtr GetVersion();

    /// <summary>To be called after a step. Does nothing without glibc, or with version 2.38 or later.</summary>
    public static void CountStep()
    {
        if (++_steps % StepsBetweenTrims == 0 && Trim is not null && !(AppContext.TryGetSwitch(SwitchName, out var isOn) && !isOn))
            Trim(0);
    }

    /// <summary>Returns whether a version of glibc, such as "2.36", seldom uses freed aligned blocks again. If it cannot be read, the heap is left alone.</summary>
    public static bool NeedsTrims(string? version) => Version.TryParse(version, out var parsed) && parsed < FirstThatReusesAlignedBlocks;

    private static MallocTrim? Find()
        => OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out var library)
            && Export<GetVersion>(library, "gnu_get_libc_version") is { } version && NeedsTrims(Marshal.PtrToStringUTF8(version()))
            ? Export<MallocTrim>(library, "malloc_trim")
            : null;

    private static TDelegate? Export<TDelegate>(IntPtr library, string name)
        where TDelegate : Delegate
        => NativeLibrary.TryGetExport(library, name, out var address) ? Marshal.GetDelegateForFunctionPointer<TDelegate>(address) : null;
}
