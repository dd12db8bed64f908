namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Lets Plotly.NET use the FSharp.Core of the kernel. The kernel has loaded a version of it that is a little older than the one that Plotly.NET asks for, and
/// does not load another one (docs/decisions/0039-notebooks.md).
/// </summary>
internal static class KernelAssemblies
{
    private const string Name = "FSharp.Core";

    private static int _isSharing;

    /// <summary>Answers requests that fail otherwise by the loaded version. Another call changes nothing.</summary>
    public static void Share()
    {
        if (Interlocked.Exchange(ref _isSharing, 1) == 0)
        {
            AppDomain.CurrentDomain.AssemblyResolve += (_, request) => request.Name.StartsWith($"{Name},", StringComparison.Ordinal)
                ? Array.Find(AppDomain.CurrentDomain.GetAssemblies(), assembly => assembly.GetName().Name == Name)
                : null;
        }
    }
}
