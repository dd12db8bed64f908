using System.Diagnostics;
using System.Globalization;

namespace Microsoft.ML.ReinforcementRanking.Mutation;

/// <summary>Lets the tests of an area run on its mutants, and counts those that a test notices.</summary>
internal sealed class MutantRun(Area area, string assembly, double slowest) : IDisposable
{
    private static readonly TimeSpan CoverLimit = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    private readonly Dictionary<string, long> _milliseconds = [];
    private readonly Dictionary<int, List<string>> _classes = [];
    private TestProcess? _process;

    public int NumberOfClasses => _milliseconds.Count;

    /// <summary>Runs the tests on the original, and notes which class reaches which mutants. Slow classes and those that fail are left out.</summary>
    public void Cover()
    {
        Process.Send("cover");
        while (Process.Receive(CoverLimit) is { } answer && answer != "covered")
        {
            var words = answer.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var milliseconds = words[0] == "class" ? long.Parse(words[2], CultureInfo.InvariantCulture) : 0;
            if (words[0] != "class" || milliseconds > slowest * 1000)
            {
                Console.WriteLine($"not used: {(words[0] == "class" ? $"{words[1]} takes {milliseconds} ms" : answer)}");
                continue;
            }
            _milliseconds[words[1]] = milliseconds;
            foreach (var number in words[3..].Select(word => int.Parse(word, CultureInfo.InvariantCulture)))
                (_classes.TryGetValue(number, out var classes) ? classes : _classes[number] = []).Add(words[1]);
        }
    }

    /// <summary>Returns what came of a mutant, such as <c>killed by</c> and the test.</summary>
    public Verdict Try(MutantInfo mutant)
    {
        if (!_classes.TryGetValue(mutant.Number, out var classes))
            return new(mutant, "not reached");
        var answer = Ask(mutant, classes);
        // Static fields keep what the first test of the process computed without the mutant. A new process shows whether the verdict is the same there.
        if (answer is "survived" || answer.StartsWith("tainted", StringComparison.Ordinal) || SharesFits(answer))
        {
            Restart();
            answer = Ask(mutant, classes);
            Restart();
        }
        return new(mutant, answer);
    }

    public void Dispose() => _process?.Dispose();

    // Tests of these folders compare models with one that all tests share.
    private static bool SharesFits(string answer)
        => answer.StartsWith("killed", StringComparison.Ordinal) && (answer.Contains(".Tests.Contract.") || answer.Contains(".Tests.Serving."));

    private TestProcess Process => _process ??= new(assembly, area.Tests);

    private string Ask(MutantInfo mutant, List<string> classes)
    {
        Process.Send($"run {mutant.Number} {string.Join(' ', classes.OrderBy(name => _milliseconds[name]))}");
        // Each class has a limit of its own, because a mutant that does not end would otherwise take the time of all of them.
        var limit = StartLimit;
        while (true)
        {
            var watch = Stopwatch.StartNew();
            if (Process.Receive(limit) is not { } answer)
            {
                Restart();
                return watch.Elapsed < limit ? "killed the process" : "killed (no end)";
            }
            if (!answer.StartsWith("class ", StringComparison.Ordinal))
                return answer;
            limit = TimeSpan.FromMilliseconds(30_000 + 10 * _milliseconds[answer["class ".Length..]]);
        }
    }

    private void Restart()
    {
        _process?.Dispose();
        _process = null;
    }
}

/// <summary>Represents what came of a mutant.</summary>
internal sealed record Verdict(MutantInfo Mutant, string Text)
{
    public bool IsKilled => Text.StartsWith("killed", StringComparison.Ordinal) || Text.StartsWith("tainted", StringComparison.Ordinal);
}
