using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.ML.ReinforcementRanking.Mutation;

/// <summary>Represents a copy of the repository in which all mutants of an area are compiled into the library.</summary>
internal sealed partial class MutatedCopy(string repository, Area area)
{
    private const string Library = "src/Microsoft.ML.ReinforcementRanking";
    private const string Tests = "tests/Microsoft.ML.ReinforcementRanking.Tests";
    private const string Options = "-p:RunAnalyzers=false -p:TreatWarningsAsErrors=false -p:EnforceCodeStyleInBuild=false -v:q -clp:NoSummary";
    private const int Rounds = 12;

    private readonly HashSet<int> _leftOut = [];

    public string Root { get; } = Path.Combine(repository, "artifacts", "mutation", area.Name);

    public string TestAssembly => Directory.GetFiles(Path.Combine(Root, "artifacts/bin/Microsoft.ML.ReinforcementRanking.Tests"),
        "Microsoft.ML.ReinforcementRanking.Tests.dll", SearchOption.AllDirectories).Single();

    /// <summary>Makes the copy, and returns the mutants that the compiler accepts.</summary>
    public IReadOnlyList<MutantInfo> Create()
    {
        CopySources();
        File.Copy(Injected("Mutant.cs"), Path.Combine(Root, Library, "Mutant.cs"), overwrite: true);
        File.Copy(Injected("MutantHost.cs"), Path.Combine(Root, Tests, "MutantHost.cs"), overwrite: true);
        for (var round = 1; round <= Rounds; round++)
        {
            var mutants = Write();
            var output = Run("dotnet", $"build {Library} {Options}");
            var errors = ErrorLine().Matches(output).Select(match => match.Value).Distinct().ToArray();
            if (errors.Length == 0)
            {
                Run("dotnet", $"build {Tests} {Options}");
                return [.. mutants.Where(mutant => !_leftOut.Contains(mutant.Number))];
            }
            var before = _leftOut.Count;
            foreach (Match error in ErrorLine().Matches(output))
                LeaveOut(error);
            Console.WriteLine($"round {round}: {errors.Length} errors, {_leftOut.Count} of {mutants.Count} mutants left out");
            if (_leftOut.Count == before)
                throw new InvalidOperationException($"These errors are not of a mutant:\n{string.Join('\n', errors.Take(20))}");
        }
        throw new InvalidOperationException($"The mutants do not compile after {Rounds} rounds.");
    }

    private void CopySources()
    {
        foreach (var file in RunIn(repository, "git", "ls-files -co --exclude-standard").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var (from, to) = (Path.Combine(repository, file), Path.Combine(Root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            // Files of the same text keep their time, so that a second build has little to do.
            if (File.Exists(from) && (!File.Exists(to) || !File.ReadAllBytes(from).AsSpan().SequenceEqual(File.ReadAllBytes(to))))
                File.Copy(from, to, overwrite: true);
        }
    }

    private List<MutantInfo> Write()
    {
        List<MutantInfo> mutants = [];
        var folder = Path.Combine(repository, Library);
        foreach (var path in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var file = Path.GetRelativePath(folder, path).Replace('\\', '/');
            if (!area.Has(file))
                continue;
            var writer = new MutantWriter(file, mutants.Count + 1, _leftOut);
            var written = writer.Visit(CSharpSyntaxTree.ParseText(File.ReadAllText(path)).GetRoot())!;
            File.WriteAllText(Path.Combine(Root, Library, file), written.ToFullString());
            mutants.AddRange(writer.Mutants);
        }
        return mutants;
    }

    /// <summary>Leaves out the mutant whose code has the error, or all mutants of the member where there is no such mutant.</summary>
    private void LeaveOut(Match error)
    {
        var text = SourceText.From(File.ReadAllText(error.Groups["file"].Value));
        var (line, column) = (Number(error, "line") - 1, Number(error, "column") - 1);
        var node = CSharpSyntaxTree.ParseText(text).GetRoot().FindToken(text.Lines[line].Start + column).Parent!;
        var own = node.AncestorsAndSelf().Select(Own).FirstOrDefault(number => number is not null);
        // The compiler repeats an error, and a mutant can have several.
        if (own is { } single)
        {
            _leftOut.Add(single);
            return;
        }
        var member = node.AncestorsAndSelf().OfType<MemberDeclarationSyntax>().First();
        _leftOut.UnionWith(member.DescendantNodes().Select(Own).OfType<int>());
    }

    private static int Number(Match error, string group) => int.Parse(error.Groups[group].Value, CultureInfo.InvariantCulture);

    private static int? Own(SyntaxNode node) => node switch
    {
        ConditionalExpressionSyntax choice => SwitchNumber(choice.Condition),
        IfStatementSyntax choice => SwitchNumber(choice.Condition),
        _ => null,
    };

    private static int? SwitchNumber(ExpressionSyntax condition)
        => condition is InvocationExpressionSyntax call && call.Expression.ToString() == MutantWriter.Switch
            ? int.Parse(call.ArgumentList.Arguments[0].ToString(), CultureInfo.InvariantCulture) : null;

    private static string Injected(string name) => Path.Combine(AppContext.BaseDirectory, "Injected", name);

    private string Run(string program, string arguments) => RunIn(Root, program, arguments);

    private static string RunIn(string folder, string program, string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    [GeneratedRegex(@"^\s*(?<file>/[^(\n]+)\((?<line>\d+),(?<column>\d+)\): error [^\[\n]*", RegexOptions.Multiline)]
    private static partial Regex ErrorLine();
}
