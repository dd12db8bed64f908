using System.Runtime.InteropServices;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;

namespace Microsoft.ML.ReinforcementRanking.Tests.Networks;

public class NativeHeapTests
{
    private const int BlockBytes = 64 << 10;
    private const int Blocks = 4096;

    /// <summary>One block in so many stays in use, so that the C library on its own has nothing to give back but the pages between.</summary>
    private const int Kept = 16;

    [Fact]
    public void TrimIfGrown_FreedBlocksBetweenUsedOnes_AreReturned()
    {
        // Whatever other tests allocate or free meanwhile, the look trims.
        var heap = new NativeHeap(slack: long.MinValue);
        var blocks = Enumerable.Range(0, Blocks).Select(_ => Marshal.AllocHGlobal(BlockBytes)).ToArray();
        foreach (var block in blocks)
            Touch(block);
        foreach (var (index, block) in blocks.Index().Where(block => block.Index % Kept != 0))
            Marshal.FreeHGlobal(block);
        var before = Environment.WorkingSet;

        for (var step = 0; step < NativeHeap.StepsBetweenLooks; step++)
            heap.TrimIfGrown();

        var returned = before - Environment.WorkingSet;
        foreach (var block in blocks.Where((_, index) => index % Kept == 0))
            Marshal.FreeHGlobal(block);
        // 240 MB were freed; half of it leaves room for what other tests allocate meanwhile.
        if (HasTrim)
            returned.Should().BeGreaterThan(120 << 20);
    }

    private static bool HasTrim => OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out var library) && NativeLibrary.TryGetExport(library, "malloc_trim", out _);

    private static void Touch(IntPtr block)
    {
        for (var offset = 0; offset < BlockBytes; offset += 4096)
            Marshal.WriteByte(block, offset, 1);
    }
}
