namespace Microsoft.ML.ReinforcementRanking.Tests.HouseRules;

/// <summary>
/// What the IL of our assemblies may not call (docs/decisions/0010-kept-scalars.md). Which members of TorchSharp create a scalar that nobody keeps is
/// read from TorchSharp's own IL, so that a new version cannot add one unnoticed.
/// </summary>
internal static class NativeCallRule
{
    private const string NewScalar = "TorchSharp.Scalar..ctor(System.IntPtr)";

    private const string Networks = "Microsoft.ML.Trainers.ReinforcementRanking.Networks.";

    /// <summary>The types that create scalars, and keep them until the native call ends.</summary>
    private static readonly string[] Keepers = [$"{Networks}TensorArithmetic.", $"{Networks}AdamWOptimizer."];

    /// <summary>The members that draw and take no generator. Modules draw their initial weights.</summary>
    private static readonly string[] Drawers =
    [
        "TorchSharp.torch.rand_like(", "TorchSharp.torch.randn_like(", "TorchSharp.torch.randint_like(", "TorchSharp.torch.nn.init.", "TorchSharp.torch.nn.functional.dropout(",
        "TorchSharp.torch.nn.Linear(System.Int64", "TorchSharp.torch.nn.Embedding(", "TorchSharp.torch.random.", "TorchSharp.torch.manual_seed(",
    ];

    private static readonly Lazy<HashSet<string>> Makers = new(() => AssemblyCalls.Of(typeof(TorchSharp.Scalar).Assembly.Location).CallersOf([NewScalar]));

    /// <summary>Finds calls of members that pass temporary scalars to libtorch, including virtual calls such as the steps of optimizers.</summary>
    public static IEnumerable<string> FindTemporaryScalars(AssemblyCalls assembly)
        => Find(assembly, call => Makers.Value.Contains(call) || call.StartsWith("TorchSharp.torch.optim.", StringComparison.Ordinal), call => IsConversion(call) ? Keepers : []);

    /// <summary>Finds calls that change how the whole process collects garbage.</summary>
    public static IEnumerable<string> FindCollectorSettings(AssemblyCalls assembly) => Find(assembly, call =>
        call.StartsWith("System.Runtime.GCSettings.set_", StringComparison.Ordinal) || call.StartsWith("System.GC.TryStartNoGCRegion", StringComparison.Ordinal)
        || call.StartsWith("System.GC.EndNoGCRegion", StringComparison.Ordinal) || call.StartsWith("System.GC.Collect", StringComparison.Ordinal), _ => []);

    /// <summary>
    /// Draws from the generator of the process, or from any other one than that of the fit: every member that can take a generator, and those that
    /// cannot but draw.
    /// </summary>
    public static IEnumerable<string> FindForeignDraws(AssemblyCalls assembly) => Find(assembly, call =>
        call.StartsWith("TorchSharp.", StringComparison.Ordinal) && (call.Contains("TorchSharp.torch.Generator", StringComparison.Ordinal) || Drawers.Any(drawer => call.StartsWith(drawer, StringComparison.Ordinal))),
        _ => [$"{Networks}RandomSource."]);

    private static bool IsConversion(string call) => call.StartsWith("TorchSharp.Scalar.op_Implicit(", StringComparison.Ordinal);

    private static IEnumerable<string> Find(AssemblyCalls assembly, Func<string, bool> isForbidden, Func<string, string[]> exempt)
        => from method in assembly.Methods
           from call in method.Calls
           where isForbidden(call) && !exempt(call).Any(type => method.Name.StartsWith(type, StringComparison.Ordinal))
           select $"{method.Name} calls {call}";
}
