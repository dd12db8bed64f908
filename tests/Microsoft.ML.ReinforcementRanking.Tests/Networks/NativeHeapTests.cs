using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;

namespace Microsoft.ML.ReinforcementRanking.Tests.Networks;

[Collection(GlobalState.Name)]
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

        // 240 MB are freed. Half of it leaves room for what the runtime allocates at the same time.
        Returned().Should().BeGreaterThan(120 << 20);
    }

    [Fact]
    public void CountStep_SwitchIsOff_LeavesTheHeapAlone()
    {
        var result = ChildProcess.Run(PrintReturnedWithoutTrims);

        result.ExitCode.Should().Be(0, result.Error);
        long.Parse(result.Output, CultureInfo.InvariantCulture).Should().BeLessThan(60 << 20);
    }

    /// <summary>In a new process, since a block that any test has freed would change what glibc does.</summary>
    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public void KeepFreedBlocks_NextLargeBlock_ComesFromTheHeap(bool isOn, int mapped)
    {
        if (FindMallocInfo() is null)
            return;

        var result = ChildProcess.Run(PrintMappedBlocks, isOn.ToString());

        result.ExitCode.Should().Be(0, result.Error);
        result.Output.Should().Be(mapped.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void GiveBack_FreedBlocks_AreReturned()
    {
        if (FindMallocInfo() is null)
            return;

        long.Parse(ChildProcess.Run(PrintGivenBack).Output, CultureInfo.InvariantCulture).Should().BeGreaterThan(20 << 20, "40 MB were freed");
    }

    [Theory]
    [InlineData("2.4", true)]
    [InlineData("2.35", true)]
    [InlineData("2.37.9000", true)]
    [InlineData("2.38", false)]
    [InlineData("2.40", false)]
    [InlineData("3.0", false)]
    [InlineData("unknown", false)]
    [InlineData(null, false)]
    public void NeedsTrims_VersionOfTheCLibrary_IsComparedByNumber(string? version, bool needs) => NativeHeap.NeedsTrims(version).Should().Be(needs);

    private static void PrintReturnedWithoutTrims(string[] arguments)
    {
        AppContext.SetSwitch(NativeHeap.SwitchName, false);
        Console.Write(Returned());
    }

    private static void PrintMappedBlocks(string[] arguments)
    {
        AppContext.SetSwitch(NativeHeap.SwitchName, bool.Parse(arguments[0]));
        NativeHeap.KeepFreedBlocks();
        var before = FindMallocInfo()!().MappedBlocks;
        var block = Marshal.AllocHGlobal(20 << 20);
        Console.Write(FindMallocInfo()!().MappedBlocks - before);
        Marshal.FreeHGlobal(block);
    }

    private static void PrintGivenBack(string[] arguments)
    {
        NativeHeap.KeepFreedBlocks();
        var blocks = Enumerable.Range(0, 40 << 20 >> 16).Select(_ => Marshal.AllocHGlobal(BlockBytes)).ToArray();
        foreach (var block in blocks)
            Touch(block);
        foreach (var block in blocks)
            Marshal.FreeHGlobal(block);
        var before = Environment.WorkingSet;
        NativeHeap.GiveBack();
        Console.Write(before - Environment.WorkingSet);
    }

    private static GetMallocInfo? FindMallocInfo()
        => OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out var library) && NativeLibrary.TryGetExport(library, "mallinfo2", out var info)
            ? Marshal.GetDelegateForFunctionPointer<GetMallocInfo>(info)
            : null;

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

    private delegate IntPtr GetVersion();

    private delegate MallocInfo GetMallocInfo();

    /// <summary>Represents the counts of <c>mallinfo2</c>, of which the fourth is that of blocks that are mapped by themselves.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct MallocInfo(nuint Heap, nuint FreeBlocks, nuint FastBlocks, nuint Mapped, nuint MappedBytes,
        nuint Unused, nuint FastBytes, nuint UsedBytes, nuint FreeBytes, nuint TopBytes)
    {
        public long MappedBlocks => (long)Mapped;
    }

    private static bool HasTrim => OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out var library)
        && NativeLibrary.TryGetExport(library, "gnu_get_libc_version", out var version)
        && NativeHeap.NeedsTrims(Marshal.PtrToStringUTF8(Marshal.GetDelegateForFunctionPointer<GetVersion>(version)()));

    private static void Touch(IntPtr block)
    {
        for (var offset = 0; offset < BlockBytes; offset += 4096)
            Marshal.WriteByte(block, offset, 1);
    }
}
