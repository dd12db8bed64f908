using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions;

/// <summary>Tests what each requirement of an option accepts, at its limits, and what it says of other values.</summary>
public class OptionFailuresTests
{
    [Fact]
    public void RequireAtLeast_Number_IsBetweenItsBounds()
    {
        Accepted(failures => failures.RequireAtLeast(2, 2, "N"), failures => failures.RequireAtLeast(1_000_000, 2, "N"));
        Refused(failures => failures.RequireAtLeast(1, 2, "N"), "N must be at least 2, but was 1.");
        Refused(failures => failures.RequireAtLeast(1_000_001, 2, "N"), "N must be at most 1000000, but was 1000001.");
        Refused(failures => failures.RequireAtLeast(8, 2, "N", maximum: 7), "N must be at most 7, but was 8.");
    }

    [Fact]
    public void RequireFinite_Number_MayHaveEitherSign()
    {
        Accepted(failures => failures.RequireFinite(-1e6, "X"), failures => failures.RequireFinite(1e6, "X"));
        Refused(failures => failures.RequireFinite(-1000001, "X"), "X must be from -1000000 to 1000000, but was -1000001.");
        Refused(failures => failures.RequireFinite(double.NaN, "X"), "X must be finite, but was NaN.");
    }

    [Fact]
    public void RequireAtLeastZero_Number_IsNotNegative()
    {
        Accepted(failures => failures.RequireAtLeastZero(0, "X"), failures => failures.RequireAtLeastZero(1e6, "X"));
        Refused(failures => failures.RequireAtLeastZero(-0.5, "X"), "X must be at least 0, but was -0.5.");
        Refused(failures => failures.RequireAtLeastZero(1000000.5, "X"), "X must be at most 1000000, but was 1000000.5.");
        Refused(failures => failures.RequireAtLeastZero(double.PositiveInfinity, "X"), "X must be at least 0, but was Infinity.");
    }

    [Fact]
    public void RequireWeightCap_Number_IsAtLeastOne()
    {
        Accepted(failures => failures.RequireWeightCap(1, "X"), failures => failures.RequireWeightCap(1e6, "X"));
        Refused(failures => failures.RequireWeightCap(0.99, "X"), "X must be at least 1, but was 0.99.");
        Refused(failures => failures.RequireWeightCap(double.PositiveInfinity, "X"), "X must be at least 1, but was Infinity.");
        Refused(failures => failures.RequireWeightCap(1e7, "X"), "X must be at most 1000000, but was 10000000.");
    }

    [Fact]
    public void RequirePositive_Number_IsAboveZeroAndNotTiny()
    {
        Accepted(failures => failures.RequirePositive(1e-9, "X"), failures => failures.RequirePositive(1e6, "X"),
            failures => failures.RequireLearningRate(10, "X"));
        Refused(failures => failures.RequirePositive(0, "X"), "X must be above 0, but was 0.");
        Refused(failures => failures.RequirePositive(double.PositiveInfinity, "X"), "X must be above 0, but was Infinity.");
        Refused(failures => failures.RequirePositive(1e-10, "X"), "X must be at least 1E-09, but was 1E-10.");
        Refused(failures => failures.RequirePositive(1e7, "X"), "X must be at most 1000000, but was 10000000.");
        Refused(failures => failures.RequireLearningRate(10.5, "X"), "X must be at most 10, but was 10.5.");
    }

    [Fact]
    public void RequireBelow_Number_IsInAHalfOpenRange()
    {
        Accepted(failures => failures.RequireBelow(0, 0, 1, "X"), failures => failures.RequireBelow(0.99, 0, 1, "X"));
        Refused(failures => failures.RequireBelow(1, 0, 1, "X"), "X must be at least 0 and below 1, but was 1.");
        Refused(failures => failures.RequireBelow(-0.01, 0, 1, "X"), "X must be at least 0 and below 1, but was -0.01.");
    }

    [Fact]
    public void RequireWidths_List_HasLayersOfUnits()
    {
        Accepted(failures => failures.RequireWidths([], "W"), failures => failures.RequireWidths([1, 16_384], "W"),
            failures => failures.RequireWidths([.. Enumerable.Repeat(1, 64)], "W"));
        Refused(failures => failures.RequireWidths(null, "W"), "W must be a list of widths of at least 1, but was null.");
        Refused(failures => failures.RequireWidths([4, 0], "W"), "W must be a list of widths of at least 1, but was 4, 0.");
        Refused(failures => failures.RequireWidths([16_385], "W"), "W must be a list of widths of at most 16384, but was 16385.");
        Refused(failures => failures.RequireWidths([.. Enumerable.Repeat(1, 65)], "W"), "W must be a list of at most 64 widths, but was 65 widths.");
    }

    [Fact]
    public void RequireShort_List_HasAtMostAHundredElements()
    {
        Accepted(failures => failures.RequireShort<int>(null, "L"), failures => failures.RequireShort(new int[100], "L"));
        Refused(failures => failures.RequireShort(new int[101], "L"), "L must be a list of at most 100 elements, but was 101 elements.");
    }

    [Fact]
    public void RequireName_Text_IsNotBlank()
    {
        Accepted(failures => failures.RequireName("A", "C"), failures => failures.RequireNameOrNull("A", "C"),
            failures => failures.RequireNameOrNull(null, "C"), failures => failures.RequireNames(["A", "B"], "C"));
        Refused(failures => failures.RequireName(null, "C"), "C must be a column name, but was null.");
        Refused(failures => failures.RequireName(" ", "C"), "C must be a column name, but was ' '.");
        Refused(failures => failures.RequireNameOrNull("", "C"), "C must be null or a column name, but was ''.");
        Refused(failures => failures.RequireNames([], "C"), "C must be a list of at least one column name, without null or blank elements, but was [].");
        Refused(failures => failures.RequireNames(null, "C"), "C must be a list of at least one column name, without null or blank elements, but was null.");
        Refused(failures => failures.RequireNames(["A", null!, ""], "C"),
            "C must be a list of at least one column name, without null or blank elements, but was ['A', null, ''].");
        Refused(failures => failures.RequireNames(["A", "B", "A"], "C"), "C must be distinct columns, but contains 'A' more than once.");
    }

    [Fact]
    public void RequireSessionsFor_Discount_NeedsASessionColumn()
    {
        Accepted(failures => failures.RequireSessionsFor(0.5, "D", "Session", "S"), failures => failures.RequireSessionsFor(0, "D", null, "S"),
            failures => failures.RequireSessionsFor(null, "D", null, "S"));
        Refused(failures => failures.RequireSessionsFor(0.5, "D", null, "S"), "D must be 0 or null without S, since every row is then a session, but was 0.5.");
    }

    [Fact]
    public void RequireFolderFor_Bound_NeedsAFolder()
    {
        Accepted(failures => failures.RequireFolderFor(null, "M", null, "F"), failures => failures.RequireFolderFor(null, "M", "folder", "F"),
            failures => failures.RequireFolderFor(1, "M", "folder", "F"));
        Refused(failures => failures.RequireFolderFor(1, "M", null, "F"), "F must be a folder where M is set, but was null.");
        Refused(failures => failures.RequireFolderFor(0, "M", "folder", "F"), "M must be null or at least 1, but was 0.");
        Refused(failures => failures.RequireFolderFor(null, "M", " ", "F"), "F must be null or a folder, but was ' '.");
    }

    [Fact]
    public void RequireResponses_List_HasDistinctColumnsBesideTheLabel()
    {
        static void Require(OptionFailures failures, params string?[]? names)
            => failures.RequireResponses<string>("Label", names!, "R", name => name, (_, option) => failures.RequireAtLeast(0, 0, option));
        Accepted(failures => Require(failures), failures => Require(failures, "A", "B"));
        Refused(failures => Require(failures, null), "R must be a list without null elements, but was null.");
        Refused(failures => Require(failures, "A", null), "R must be a list without null elements, but was a list with a null element.");
        Refused(failures => Require(failures, " "), "R[' '] must be a column name, but was ' '.");
        Refused(failures => Require(failures, "A", "A"), "R must be distinct columns, but contains 'A' more than once.");
        Refused(failures => Require(failures, "Label"), "R must not contain the label column, but 'Label' is the label.");
    }

    [Fact]
    public void RequireDefaults_OptionWithoutEffect_IsNamedUnlessItHasFailed()
    {
        var options = new Options { Number = 2, Units = [8, 4], Name = "A" };
        Accepted(failures => failures.RequireDefaults(options, isUnused: false, "here", "Number"),
            failures => failures.RequireDefaults(new Options(), isUnused: true, "here", "Number", "Units", "Name"));
        Refused(failures => failures.RequireDefaults(options, isUnused: true, "here", "Number", "Units", "Name"),
            "Number must be left at its default (1) here, but was 2. Units must be left at its default (3) here, but was 8, 4. "
            + "Name must be left at its default (null) here, but was A.");
        Refused(failures =>
        {
            failures.RequireAtLeast(2, 5, "Number");
            failures.RequireDefaults(options, isUnused: true, "here", "Number");
        }, "Number must be at least 5, but was 2.");
    }

    [Fact]
    public void CheckNames_Argument_IsNamedByItsParameter()
        => FluentActions.Invoking(() => OptionFailures.CheckNames(LogRow.Host(), ["A", "A"], "columns")).Should().Throw<ArgumentException>()
            .WithParameterName("columns").WithMessage("columns must be distinct columns, but contains 'A' more than once.*");

    private static void Accepted(params Action<OptionFailures>[] requirements)
        => requirements.Should().AllSatisfy(require => Throwing(require).Should().NotThrow());

    private static void Refused(Action<OptionFailures> require, string message)
        => Throwing(require).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("options").Which.Message.Should().StartWith(message)
            .And.Subject[message.Length..].Should().MatchRegex(@"^\s*\(?Parameter");

    private static Action Throwing(Action<OptionFailures> require) => () =>
    {
        var failures = new OptionFailures();
        require(failures);
        failures.ThrowIfAny(LogRow.Host());
    };

    private sealed class Options
    {
        public int Number { get; set; } = 1;

        public IReadOnlyList<int> Units { get; set; } = [3];

        public string? Name { get; set; }
    }
}
