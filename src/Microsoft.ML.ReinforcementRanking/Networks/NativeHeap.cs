using System.Runtime.InteropServices;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Gives memory back that libtorch has freed. The C library of Debian 12 and Ubuntu 22.04 seldom uses freed aligned blocks again, and libtorch aligns all of its
/// own: without this a training of large steps grows by gigabytes a minute with not a tensor more alive (docs/decisions/0008-freed-native-memory.md).
/// </summary>
/// <param name="slack">Bytes that the process may grow by before free pages are returned, which costs the time to fault them in again.</param>
internal sealed class NativeHeap(long slack = 1L << 30)
{
    /// <summary>Asking for the process's size takes some 20 μs.</summary>
    public const int StepsBetweenLooks = 16;

    private static readonly MallocTrim? Trim = Find();

    private long _size = Environment.WorkingSet;
    private int _steps;

    private delegate int MallocTrim(nuint pad);

    /// <summary>To be called once a step. Does nothing without glibc.</summary>
    public void TrimIfGrown()
    {
        if (Trim is null || ++_steps % StepsBetweenLooks != 0)
            return;
        var size = Environment.WorkingSet;
        if (size - _size > slack)
        {
            Trim(0);
            _size = Environment.WorkingSet;
        }
        _size = Math.Min(_size, size);
    }

    private static MallocTrim? Find()
        => OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out var library) && NativeLibrary.TryGetExport(library, "malloc_trim", out var address)
            ? Marshal.GetDelegateForFunctionPointer<MallocTrim>(address)
            : null;
}
