using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Microsoft.ML.ReinforcementRanking.Tests.HouseRules;

/// <summary>
/// A room uses the rooms below it, never beside or above (docs/architecture.md). Judged by meaning, not by text: whatever a name is bound to,
/// the file that declares it decides, so public types of one shared namespace are seen too.
/// </summary>
internal static class LayerRule
{
    private const string House = "Microsoft.ML.Trainers.ReinforcementRanking";
    private const string Doors = "";

    /// <summary>Room → the rooms it may use. The doors are the catalogs with the extension methods.</summary>
    private static readonly Dictionary<string, string[]> Below = new()
    {
        [Doors] = ["Trainers", "Sessions", "Models", "Plans", "Evaluation"],
        ["Trainers"] = ["Learning", "Networks", "Sessions", "Models", "Plans"],
        ["Learning"] = ["Networks", "Sessions", "Models", "Plans", "Evaluation"],
        ["Networks"] = ["Plans"],
        ["Sessions"] = [],
        ["Models"] = ["Plans", "Sessions"],
        ["Plans"] = [],
        ["Evaluation"] = ["Sessions"],
    };

    private static readonly string[] RoomsWithTorch = ["Trainers", "Learning", "Networks"];

    private const string FileWithTorch = "Sessions/TransitionBatch.cs";

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
        var compilation = Compiler.Create("House", [.. files.Select(file => file.Tree), CSharpSyntaxTree.ParseText(ImplicitUsings)]);
        return files.SelectMany(file => Find(file, compilation.GetSemanticModel(file.Tree))).Distinct();
    }

    private static IEnumerable<string> Find(SourceFile file, SemanticModel model)
    {
        if (!Below.TryGetValue(file.Room, out var allowed))
            return [$"{file.Path}: '{file.Room}' is not a room of the house"];
        var mayKnowTorch = RoomsWithTorch.Contains(file.Room) || file.Path == FileWithTorch;
        var symbols = file.Nodes<SimpleNameSyntax>().SelectMany(name => Meanings(model.GetSymbolInfo(name))).ToArray();
        return symbols.SelectMany(RoomsOf)
            .Where(room => room != file.Room && !allowed.Contains(room))
            .Select(room => $"{file.Path}: uses {(room == Doors ? "a catalog" : room)}")
            .Concat(symbols.Where(symbol => !mayKnowTorch && IsTorch(symbol)).Select(_ => $"{file.Path}: uses TorchSharp"));
    }

    private static ImmutableArray<ISymbol> Meanings(SymbolInfo info) => info.Symbol is { } symbol ? [symbol] : info.CandidateSymbols;

    private static bool IsTorch(ISymbol symbol)
        => symbol.ContainingAssembly?.Name == "TorchSharp" || symbol is INamespaceSymbol && symbol.ToDisplayString().Split('.')[0] == "TorchSharp";

    private static IEnumerable<string> RoomsOf(ISymbol symbol) => symbol switch
    {
        ILocalSymbol or IParameterSymbol or ITypeParameterSymbol or IRangeVariableSymbol or ILabelSymbol => [],
        INamespaceSymbol => RoomOf(symbol.ToDisplayString()),
        _ => symbol.OriginalDefinition.DeclaringSyntaxReferences.Select(part => new SourceFile(part.SyntaxTree.FilePath, "").Room).Take(1),
    };

    private static IEnumerable<string> RoomOf(string space) => space.StartsWith($"{House}.", StringComparison.Ordinal) ? [space[(House.Length + 1)..].Split('.')[0]] : [];
}
