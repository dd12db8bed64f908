using System.Runtime.InteropServices;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Asks Linux for large pages for some memory. The rows of a batch are spread over hundreds of megabytes, so that with pages of 4 kB nearly every row would
/// need an entry of the page table that the processor has not at hand (docs/decisions/0020-sparse-training.md).
/// </summary>
internal static class LargePages
{
    private const int Small = 1 << 12, Large = 1 << 21;
    private const int AdviseLarge = 14;

    private static readonly MemoryAdvice? Call = Find();

    private delegate int MemoryAdvice(IntPtr address, nuint length, int advice);

    /// <summary>Asks for large pages in memory that has not been written. Systems that cannot or must not give them ignore it.</summary>
    public static void Advise(IntPtr memory, nuint bytes)
    {
        if (Call is null || bytes < 2 * Large)
            return;
        var start = (memory + Small - 1) & -Small;
        var length = (memory + (IntPtr)bytes - start) & -Small;
        Call(start, (nuint)length, AdviseLarge);
    }

    private static MemoryAdvice? Find()
        => OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out var library) && NativeLibrary.TryGetExport(library, "madvise", out var address)
            ? Marshal.GetDelegateForFunctionPointer<MemoryAdvice>(address)
            : null;
}
