using System.Runtime.InteropServices;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using TorchSharp;

namespace Microsoft.ML.ReinforcementRanking.Tests.Networks;

/// <summary>What libtorch's OpenMP library finds in the environment when it is loaded. It prints its settings where the environment asks for them.</summary>
public class PassiveWaitingTests
{
    private static readonly string[] Prefixes = ["OMP_", "GOMP_", "KMP_"];

    [SkippableFact]
    public void EnsureLoaded_NoVariables_MakesThreadsWaitPassivelyAndLeavesNoVariable()
    {
        var child = Run(LoadAndPrint);

        child.Error.Should().Contain("GOMP_SPINCOUNT = '0'");
        child.Output.Should().Be("in force: True, left behind: False");
    }

    [SkippableTheory]
    [InlineData("OMP_NUM_THREADS")]
    [InlineData("GOMP_CPU_AFFINITY")]
    [InlineData("KMP_BLOCKTIME")]
    public void EnsureLoaded_VariableOfTheApplication_LeavesWaitingToIt(string variable)
    {
        var child = Run(LoadAndPrint, variable);

        child.Error.Should().Contain("GOMP_SPINCOUNT = '").And.NotContain("GOMP_SPINCOUNT = '0'");
        child.Output.Should().Be("in force: True, left behind: False");
    }

    [SkippableFact]
    public void EnsureLoaded_LibtorchIsLoadedAlready_DoesNotClaimThatThreadsWaitPassively()
    {
        var child = Run(LoadAfterLibtorchAndPrint);

        child.Error.Should().NotContain("GOMP_SPINCOUNT = '0'");
        child.Output.Should().Be("in force: False, left behind: False");
    }

    private static ChildResult Run(Action<string[]> method, params string[] arguments)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The variable is set on Linux only.");
        var child = ChildProcess.Run(method, arguments);
        child.ExitCode.Should().Be(0, child.Error);
        return child;
    }

    private static void LoadAfterLibtorchAndPrint(string[] arguments)
    {
        NativeLibrary.Load("torch_cpu", typeof(torch).Assembly, null);
        LoadAndPrint(arguments);
    }

    private static void LoadAndPrint(string[] arguments)
    {
        // Those of the test run are not the point.
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => Prefixes.Any(name.StartsWith)))
            Environment.SetEnvironmentVariable(name, null);
        foreach (var variable in arguments)
            Environment.SetEnvironmentVariable(variable, "1");
        // Only native libraries see this one, so that it is no variable of the application.
        _ = SetNative([.. "OMP_DISPLAY_ENV\0"u8], [.. "VERBOSE\0"u8], 1);

        TorchLibrary.EnsureLoaded();

        Console.Write($"in force: {PassiveWaiting.IsInForce}, left behind: {GetNative([.. "OMP_WAIT_POLICY\0"u8]) != 0}");
    }

    [DllImport("libc", EntryPoint = "getenv")]
    private static extern nint GetNative(byte[] name);

    [DllImport("libc", EntryPoint = "setenv")]
    private static extern int SetNative(byte[] name, byte[] value, int overwrites);
}
