using System.Runtime.InteropServices;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Returns memory to the system that libtorch has freed. The C library of Debian 12 and Ubuntu 22.04 (glibc before 2.38) seldom reuses freed aligned
/// blocks, and libtorch aligns all of its blocks, so that the heap keeps more memory than is in use (docs/decisions/0008-freed-native-memory.md).
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

    /// <summary>Trims the heap. It is called after a step. It does nothing without glibc, or with version 2.38 or later.</summary>
    public static void CountStep()
    {
        if (++_steps % StepsBetweenTrims == 0 && Trim is not null && !(AppContext.TryGetSwitch(SwitchName, out var isOn) && !isOn))
            Trim(0);
    }

    /// <summary>
    /// Returns whether a version of glibc, such as "2.36", seldom reuses freed aligned blocks. The heap is not trimmed if the version cannot be read.
    /// </summary>
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
