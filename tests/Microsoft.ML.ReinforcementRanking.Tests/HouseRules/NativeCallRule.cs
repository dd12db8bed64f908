namespace Microsoft.ML.ReinforcementRanking.Tests.HouseRules;

/// <summary>
/// What the IL of our assemblies may not call (docs/decisions/0010-kept-scalars.md). Which members of TorchSharp create a scalar that nobody keeps, or
/// draw, is read from TorchSharp's own IL, so that a new version cannot add one unnoticed.
/// </summary>
internal static class NativeCallRule
{
    private const string NewScalar = "TorchSharp.Scalar..ctor(System.IntPtr)";

    private const string Networks = "Microsoft.ML.Trainers.ReinforcementRanking.Networks.";

    /// <summary>The types that create scalars, and keep them until the native call ends.</summary>
    private static readonly string[] Keepers = [$"{Networks}TensorArithmetic.", $"{Networks}AdamWOptimizer."];

    /// <summary>
    /// The members of <c>torch.nn</c> that the library and its tests use, none of which draws. All others are forbidden, because most modules draw their
    /// initial weights or masks, and some do so in native code. Classes that inherit from a module also leave memory behind
    /// (docs/decisions/0065-own-modules.md).
    /// </summary>
    private static readonly string[] Modules =
    [
        "TorchSharp.torch.nn.Module.Dispose(", "TorchSharp.torch.nn.Module`4.",
        "TorchSharp.Modules.Parameter..ctor(", "TorchSharp.torch.nn.EmbeddingBag_from_pretrained(",
        "TorchSharp.torch.nn.functional.relu(", "TorchSharp.torch.nn.functional.logsigmoid(",
        "TorchSharp.torch.nn.functional.binary_cross_entropy_with_logits(", "TorchSharp.torch.nn.functional.linear(",
    ];

    private static readonly Lazy<AssemblyCalls> TorchSharpCalls = new(() => AssemblyCalls.Of(typeof(TorchSharp.Scalar).Assembly.Location));

    private static readonly Lazy<HashSet<string>> Makers = new(() => TorchSharpCalls.Value.CallersOf([NewScalar]));

    /// <summary>The names of the members that can take a generator. What has one of these names and takes none draws from that of the process.</summary>
    private static readonly Lazy<HashSet<string>> Drawers = new(() => [.. TorchSharpCalls.Value.Methods.Select(method => method.Name)
        .Where(name => name[name.IndexOf('(', StringComparison.Ordinal)..].Contains("TorchSharp.torch.Generator", StringComparison.Ordinal))
        .Select(MemberName).Where(name => name != "ctor")]);

    /// <summary>Finds calls of members that pass temporary scalars to libtorch, including virtual calls such as the steps of optimizers.</summary>
    public static IEnumerable<string> FindTemporaryScalars(AssemblyCalls assembly)
        => Find(assembly, call => Makers.Value.Contains(call)
            || call.StartsWith("TorchSharp.torch.optim.", StringComparison.Ordinal), call => IsConversion(call) ? Keepers : []);

    /// <summary>Finds calls that change how the whole process collects garbage.</summary>
    public static IEnumerable<string> FindCollectorSettings(AssemblyCalls assembly) => Find(assembly, call =>
        call.StartsWith("System.Runtime.GCSettings.set_", StringComparison.Ordinal) || call.StartsWith("System.GC.TryStartNoGCRegion", StringComparison.Ordinal)
        || call.StartsWith("System.GC.EndNoGCRegion", StringComparison.Ordinal) || call.StartsWith("System.GC.Collect", StringComparison.Ordinal), _ => []);

    /// <summary>
    /// Finds draws from the generator of the process, or from any other one than that of the fit: members that can take a generator, their namesakes
    /// such as <c>rand_like</c>, and modules.
    /// </summary>
    public static IEnumerable<string> FindForeignDraws(AssemblyCalls assembly)
        => Find(assembly, call => call.StartsWith("TorchSharp.", StringComparison.Ordinal) && CanDraw(call), _ => [$"{Networks}RandomSource."]);

    private static bool CanDraw(string call)
        => call.Contains("TorchSharp.torch.Generator", StringComparison.Ordinal)
            || Drawers.Value.Contains(MemberName(call).Replace("_like", "", StringComparison.Ordinal))
            || StartsWithAny(call, "TorchSharp.torch.manual_seed(", "TorchSharp.torch.distributions.")
            || (StartsWithAny(call, "TorchSharp.torch.random.") && MemberName(call) != "get_rng_state")
            || ((StartsWithAny(call, "TorchSharp.torch.nn.") || IsConstructorOfModule(call)) && !StartsWithAny(call, Modules));

    private static bool IsConstructorOfModule(string call) => StartsWithAny(call, "TorchSharp.Modules.") && call.Contains("..ctor(", StringComparison.Ordinal);

    private static bool StartsWithAny(string call, params string[] starts) => starts.Any(start => call.StartsWith(start, StringComparison.Ordinal));

    /// <summary>Returns <c>rand</c> of <c>TorchSharp.torch.rand(System.Int64[])</c>.</summary>
    private static string MemberName(string member) => member[..member.IndexOf('(', StringComparison.Ordinal)].Split('.')[^1];

    private static bool IsConversion(string call) => call.StartsWith("TorchSharp.Scalar.op_Implicit(", StringComparison.Ordinal);

    private static IEnumerable<string> Find(AssemblyCalls assembly, Func<string, bool> isForbidden, Func<string, string[]> exempt)
        => from method in assembly.Methods
           from call in method.Calls
           where isForbidden(call) && !exempt(call).Any(type => method.Name.StartsWith(type, StringComparison.Ordinal))
           select $"{method.Name} calls {call}";
}
