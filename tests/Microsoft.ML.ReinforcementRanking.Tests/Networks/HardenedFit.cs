using Microsoft.ML.ReinforcementRanking.Tests.Contract;

namespace Microsoft.ML.ReinforcementRanking.Tests.Networks;

/// <summary>A small fit, which <c>eng/hardened/run</c> runs in a process whose folders are read-only or forbid programs.</summary>
internal static class HardenedFit
{
    private static void Run(string[] arguments)
    {
        try
        {
            Console.WriteLine($"trained {BusyFits.Kinds[0]()}");
        }
        catch (DllNotFoundException failure)
        {
            Console.WriteLine(failure.Message);
            Environment.ExitCode = 1;
        }
    }
}
