using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Microsoft.ML.ReinforcementRanking.Tests.HouseRules;

/// <summary>
/// A layer uses the layers below it, and never one beside or above it (docs/architecture.md). The rule uses the semantic model: the file that declares a
/// symbol determines its layer, so the rule also sees public types of the shared namespace.
/// </summary>
internal static class LayerRule
{
    private const string Root = "Microsoft.ML.Trainers.ReinforcementRanking";
    private const string Catalogs = "";

    /// <summary>The layers that each layer may use. The catalogs with the extension methods are the top layer.</summary>
    private static readonly Dictionary<string, string[]> Below = new()
    {
        [Catalogs] = ["Tuning", "Trainers", "Sessions", "Models", "Onnx", "Plans", "Evaluation"],
        ["Tuning"] = ["Trainers", "Sessions", "Evaluation"],
        ["Trainers"] = ["Learning", "Networks", "Sessions", "Models", "Plans", "Telemetry"],
        ["Learning"] = ["Networks", "Sessions", "Models", "Plans", "Evaluation", "Files", "Telemetry"],
        ["Networks"] = ["Plans", "Files"],
        ["Sessions"] = ["Files"],
        ["Models"] = ["Files", "Onnx", "Plans", "Sessions", "Telemetry"],
        ["Onnx"] = ["Plans"],
        ["Plans"] = ["Files"],
        ["Files"] = [],
        ["Evaluation"] = ["Sessions"],
        ["Telemetry"] = [],
    };

    private static readonly string[] LayersWithTorch = ["Trainers", "Learning", "Networks"];

    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    public static IEnumerable<string> Find(IReadOnlyList<SourceFile> files)
    {
        var compilation = Compiler.Create("Layers", [.. files.Select(file => file.Tree), CSharpSyntaxTree.ParseText(ImplicitUsings)]);
        return files.SelectMany(file => Find(file, compilation.GetSemanticModel(file.Tree))).Distinct();
    }

    private static IEnumerable<string> Find(SourceFile file, SemanticModel model)
    {
        if (!Below.TryGetValue(file.Layer, out var allowed))
            return [$"{file.Path}: '{file.Layer}' is not a layer"];
        var mayKnowTorch = LayersWithTorch.Contains(file.Layer);
        var symbols = file.Nodes<SimpleNameSyntax>().SelectMany(name => Meanings(model.GetSymbolInfo(name))).ToArray();
        return symbols.SelectMany(LayersOf)
            .Where(layer => layer != file.Layer && !allowed.Contains(layer))
            .Select(layer => $"{file.Path}: uses {(layer == Catalogs ? "a catalog" : layer)}")
            .Concat(symbols.Where(symbol => !mayKnowTorch && IsTorch(symbol)).Select(_ => $"{file.Path}: uses TorchSharp"));
    }

    private static ImmutableArray<ISymbol> Meanings(SymbolInfo info) => info.Symbol is { } symbol ? [symbol] : info.CandidateSymbols;

    private static bool IsTorch(ISymbol symbol)
        => symbol.ContainingAssembly?.Name == "TorchSharp" || symbol is INamespaceSymbol && symbol.ToDisplayString().Split('.')[0] == "TorchSharp";

    private static IEnumerable<string> LayersOf(ISymbol symbol) => symbol switch
    {
        ILocalSymbol or IParameterSymbol or ITypeParameterSymbol or IRangeVariableSymbol or ILabelSymbol => [],
        INamespaceSymbol => LayerOf(symbol.ToDisplayString()),
        _ => symbol.OriginalDefinition.DeclaringSyntaxReferences.Select(part => new SourceFile(part.SyntaxTree.FilePath, "").Layer).Take(1),
    };

    private static IEnumerable<string> LayerOf(string space)
        => space.StartsWith($"{Root}.", StringComparison.Ordinal) ? [space[(Root.Length + 1)..].Split('.')[0]] : [];
}
