namespace Microsoft.ML.ReinforcementRanking.Tests.HouseRules;

/// <summary>
/// What the IL of our assemblies may not call (docs/decisions/0010-kept-scalars.md). Which members of TorchSharp create a scalar that nobody keeps is read from
/// TorchSharp's own IL, so that a new version cannot add one unnoticed.
/// </summary>
internal static class NativeCallRule
{
    private const string NewScalar = "TorchSharp.Scalar..ctor(System.IntPtr)";

    private const string Networks = "Microsoft.ML.Trainers.ReinforcementRanking.Networks.";

    /// <summary>The types that create scalars, and keep them until the native call is over.</summary>
    private static readonly string[] Keepers = [$"{Networks}TensorArithmetic.", $"{Networks}AdamWOptimizer."];

    private static readonly Lazy<HashSet<string>> Makers = new(() => AssemblyCalls.Of(typeof(TorchSharp.Scalar).Assembly.Location).CallersOf([NewScalar]));

    /// <summary>Calls of members that hand temporary scalars to libtorch, through virtual methods too, such as the steps of optimizers.</summary>
    public static IEnumerable<string> FindTemporaryScalars(AssemblyCalls assembly)
        => Find(assembly, call => Makers.Value.Contains(call) || call.StartsWith("TorchSharp.torch.optim.", StringComparison.Ordinal), call => IsConversion(call) ? Keepers : []);

    /// <summary>Calls that change how the whole process collects garbage.</summary>
    public static IEnumerable<string> FindCollectorSettings(AssemblyCalls assembly) => Find(assembly, call =>
        call.StartsWith("System.Runtime.GCSettings.set_", StringComparison.Ordinal) || call.StartsWith("System.GC.TryStartNoGCRegion", StringComparison.Ordinal)
        || call.StartsWith("System.GC.EndNoGCRegion", StringComparison.Ordinal) || call.StartsWith("System.GC.Collect", StringComparison.Ordinal), _ => []);

    private static bool IsConversion(string call) => call.StartsWith("TorchSharp.Scalar.op_Implicit(", StringComparison.Ordinal);

    private static IEnumerable<string> Find(AssemblyCalls assembly, Func<string, bool> isForbidden, Func<string, string[]> exempt)
        => from method in assembly.Methods
           from call in method.Calls
           where isForbidden(call) && !exempt(call).Any(type => method.Name.StartsWith(type, StringComparison.Ordinal))
           select $"{method.Name} calls {call}";
}
