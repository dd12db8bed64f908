using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Microsoft.ML.ReinforcementRanking.Tests;

/// <summary>
/// Runs tests on mutants, one request a line: <c>cover</c> lists the classes of tests with their time and the mutants that they reach, and
/// <c>run 17 A B</c> runs classes A and B, in this order and until a test fails, while mutant 17 is active, and names each class that it begins. Answers start
/// with <see cref="Mark"/>.
/// </summary>
internal static class MutantHost
{
    private const string Mark = "@@ ";

    public static void Serve(string[] arguments)
    {
        var classes = new TestClasses(arguments[0]);
        while (Console.ReadLine() is { } line)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words[0] == "cover")
                Cover(classes);
            else
                Answer(Run(classes, int.Parse(words[1], CultureInfo.InvariantCulture), words[2..]));
        }
    }

    private static void Cover(TestClasses classes)
    {
        foreach (var name in classes.Names)
        {
            Mutant.Clear();
            var watch = Stopwatch.StartNew();
            var failure = classes.FirstFailure(name);
            var milliseconds = watch.ElapsedMilliseconds.ToString(CultureInfo.InvariantCulture);
            Answer(failure is null ? $"class {name} {milliseconds} {string.Join(' ', Mutant.Clear())}" : $"failing {name} {failure}");
        }
        Answer("covered");
    }

    private static string Run(TestClasses classes, int number, string[] names)
    {
        Mutant.Active = number;
        try
        {
            foreach (var name in names)
            {
                Answer($"class {name}");
                if (classes.FirstFailure(name) is not { } failure)
                    continue;
                // A mutant may have left a wrong value in a static field. Then the class fails without it, too, and the verdict is not of this mutant.
                Mutant.Active = 0;
                return classes.FirstFailure(name) is null ? $"killed {failure}" : $"tainted {failure}";
            }
            return "survived";
        }
        finally
        {
            Mutant.Active = 0;
        }
    }

    private static void Answer(string text) => Console.WriteLine(Mark + text.ReplaceLineEndings(" "));

    /// <summary>Holds the tests of an area by their class.</summary>
    private sealed class TestClasses
    {
        private readonly XunitTestFramework _framework = new(new Sink(_ => true));
        private readonly Dictionary<string, List<ITestCase>> _cases = [];

        public TestClasses(string pattern)
        {
            var assembly = typeof(MutantHost).Assembly;
            using var finished = new ManualResetEventSlim();
            _framework.GetDiscoverer(Reflector.Wrap(assembly)).Find(false, new Sink(message =>
            {
                if (message is ITestCaseDiscoveryMessage { TestCase: var test } && Regex.IsMatch(test.TestMethod.TestClass.Class.Name, pattern))
                    Add(test);
                if (message is IDiscoveryCompleteMessage)
                    finished.Set();
                return true;
            }), new Options());
            finished.Wait();
        }

        public IEnumerable<string> Names => _cases.Keys.Order(StringComparer.Ordinal);

        /// <summary>Runs the tests of a class one after the other, and returns the name of the first that fails, or null.</summary>
        public string? FirstFailure(string name)
        {
            string? failure = null;
            using var finished = new ManualResetEventSlim();
            _framework.GetExecutor(typeof(MutantHost).Assembly.GetName()).RunTests(_cases[name], new Sink(message =>
            {
                failure ??= message switch
                {
                    ITestFailed failed => failed.Test.DisplayName,
                    ITestClassCleanupFailure or ITestCollectionCleanupFailure or IErrorMessage => $"{name} (fixture)",
                    _ => null,
                };
                if (message is ITestAssemblyFinished)
                    finished.Set();
                return failure is null;
            }), new Options());
            finished.Wait();
            return failure;
        }

        private void Add(ITestCase test)
        {
            var name = test.TestMethod.TestClass.Class.Name;
            if (!_cases.TryGetValue(name, out var cases))
                _cases[name] = cases = [];
            cases.Add(test);
        }
    }

    private sealed class Sink(Func<IMessageSinkMessage, bool> receive) : IMessageSink
    {
        public bool OnMessage(IMessageSinkMessage message) => receive(message);
    }

    private sealed class Options : ITestFrameworkDiscoveryOptions, ITestFrameworkExecutionOptions
    {
        private readonly Dictionary<string, object?> _values = new() { ["xunit.execution.DisableParallelization"] = true };

        public TValue GetValue<TValue>(string name) => _values.TryGetValue(name, out var value) ? (TValue)value! : default!;

        public void SetValue<TValue>(string name, TValue value) => _values[name] = value;
    }
}
