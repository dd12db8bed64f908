using System.Reflection;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.BadInput;

/// <summary>
/// Tests that <c>docs/bad-input.md</c> has every documented failure, with the exception and the message that arrive. A failing test says which row is right.
/// </summary>
public sealed class BadInputTableTests
{
    private static readonly IReadOnlyDictionary<string, BadInputCase> Cases = new[]
    {
        BadOptions.Cases, BadTrainingData.Cases, BadSessions.Cases, BadTransforms.Cases, BadRequests.Cases, BadDials.Cases, BadEvaluations.Cases,
        BadRankings.Cases, BadEstimates.Cases, BadSearches.Cases, BadFiles.Cases, BadReports.Cases, BadPages.Cases, BadRanks.Cases,
    }.SelectMany(cases => cases).ToDictionary(given => given.Name);

    /// <summary>What no row shows, and why.</summary>
    private static readonly IReadOnlyDictionary<string, string> Exempt = new Dictionary<string, string>
    {
        ["ParquetDataCatalog.LoadFromParquet NotSupportedException"]
            = "No writer at hand makes such a file. The changed bytes of HostileParquetTests and of the fuzzer do.",
        ["ReinforcementRankingTrainerBase.Fit TrainingDivergedException"] = "The step and the value depend on the machine. DivergenceTests has the message.",
        ["TorchLibrary.EnsureLoaded DllNotFoundException"] = "It needs a process without libtorch, which TorchLibraryTests and the consumers of .ci/run start.",
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Page_Row_IsWhatHappens(string name) => BadInputPage.Rows.GetValueOrDefault(name).Should().Be(BadInputPage.RowOf(Cases[name]));

    [Fact]
    public void Page_EveryRow_HasACase() => BadInputPage.Rows.Keys.Except(Cases.Keys).Should().BeEmpty();

    [Fact]
    public void Page_EveryDocumentedFailure_HasARow()
    {
        // A more derived exception counts, unless it is documented of its own.
        var missing = from documented in DocumentedFailure.All
                      where documented.Failure != typeof(ArgumentNullException)
                      let own = DocumentedFailure.All.Where(other => other.EntryPoint == documented.EntryPoint).Select(other => other.Failure).ToHashSet()
                      where !Cases.Values.Any(given => given.EntryPoint == documented.EntryPoint && documented.Failure.IsAssignableFrom(given.Failure)
                          && (given.Failure == documented.Failure || !own.Contains(given.Failure)))
                      select $"{documented.EntryPoint} {documented.Failure.Name}";

        missing.Distinct().Order().Should().Equal(Exempt.Keys.Order());
    }

    [Fact]
    public void StaticMethods_NullArguments_AreRefusedByName()
    {
        var methods = DocumentedFailure.All.Where(documented => documented.Failure == typeof(ArgumentNullException))
            .SelectMany(documented => documented.Methods).Where(method => method.IsStatic).Distinct().ToArray();

        methods.Should().HaveCountGreaterThan(10);
        methods.Should().AllSatisfy(method => Record.Exception(() => CallWithDefaults(method)).Should().BeOfType<TargetInvocationException>()
            .Which.InnerException.Should().BeOfType<ArgumentNullException>().Which.ParamName.Should()
            .BeOneOf(method.GetParameters().Select(parameter => parameter.Name), "{0} names what is null", method));
    }

    private static void CallWithDefaults(MethodInfo method)
    {
        var called = method.IsGenericMethodDefinition ? method.MakeGenericMethod([.. method.GetGenericArguments().Select(ArgumentFor)]) : method;
        called.Invoke(null, [.. called.GetParameters().Select(parameter => parameter.ParameterType is { IsValueType: true } type
            ? Activator.CreateInstance(type)
            : null)]);
    }

    private static Type ArgumentFor(Type parameter)
        => parameter.GetGenericParameterConstraints().SingleOrDefault(constraint => constraint.IsClass) is { } options && options != typeof(object)
            ? typeof(BehaviorCloningTrainer.Options).IsAssignableTo(options) ? typeof(BehaviorCloningTrainer.Options) : typeof(MultiTaskRankingTrainer.Options)
            : typeof(SpoiledLog.State);
}
