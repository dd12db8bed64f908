using System.Runtime.InteropServices;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;

namespace Microsoft.ML.ReinforcementRanking.Tests.Networks;

public class NativeHeapTests
{
    private const int BlockBytes = 64 << 10;
    private const int Blocks = 4096;

    /// <summary>Gets the interval of the blocks that stay in use, so that the C library can only return the pages between them.</summary>
    private const int Kept = 16;

    [Fact]
    public void CountStep_FreedBlocksBetweenUsedOnes_AreReturned()
    {
        if (!HasTrim)
            return;

        // 240 MB are freed. Half of it leaves room for what other tests allocate at the same time.
        Returned().Should().BeGreaterThan(120 << 20);
    }

    [Fact]
    public void CountStep_SwitchIsOff_LeavesTheHeapAlone()
    {
        var result = ChildProcess.Run(PrintReturnedWithoutTrims);

        result.ExitCode.Should().Be(0, result.Error);
        long.Parse(result.Output, System.Globalization.CultureInfo.InvariantCulture).Should().BeLessThan(60 << 20);
    }

    private static void PrintReturnedWithoutTrims(string[] arguments)
    {
        AppContext.SetSwitch(NativeHeap.SwitchName, false);
        Console.Write(Returned());
    }

    private static long Returned()
    {
        var blocks = Enumerable.Range(0, Blocks).Select(_ => Marshal.AllocHGlobal(BlockBytes)).ToArray();
        foreach (var block in blocks)
            Touch(block);
        foreach (var (_, block) in blocks.Index().Where(block => block.Index % Kept != 0))
            Marshal.FreeHGlobal(block);
        var before = Environment.WorkingSet;

        for (var step = 0; step < NativeHeap.StepsBetweenTrims; step++)
            NativeHeap.CountStep();

        var returned = before - Environment.WorkingSet;
        foreach (var block in blocks.Where((_, index) => index % Kept == 0))
            Marshal.FreeHGlobal(block);
        return returned;
    }

    private static bool HasTrim => OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out var library) && NativeLibrary.TryGetExport(library, "malloc_trim", out _);

    private static void Touch(IntPtr block)
    {
        for (var offset = 0; offset < BlockBytes; offset += 4096)
            Marshal.WriteByte(block, offset, 1);
    }
}
