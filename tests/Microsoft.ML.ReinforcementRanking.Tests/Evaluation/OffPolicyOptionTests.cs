using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

/// <summary>Tests the defaults of the options, and that an option without an effect is refused and not ignored.</summary>
public sealed class OffPolicyOptionTests
{
    private const OffPolicyInterval Bernstein = OffPolicyInterval.EmpiricalBernstein;

    [Fact]
    public void Options_New_AreTheDefaultsOfTheirDocumentation()
    {
        var options = new OffPolicyOptions();

        options.WeightCap.Should().Be(10);
        options.ConfidenceLevel.Should().Be(0.95);
        options.Interval.Should().Be(OffPolicyInterval.Bootstrap);
        options.NumberOfBootstrapSamples.Should().Be(1000);
        options.SwitchThreshold.Should().Be(10);
        options.SensitivityWeightCaps.Should().Equal(2, 5, 10, 20, 50);
        options.AreValuesFitted.Should().BeTrue();
        new PolicyCrossValidationOptions().NumberOfFolds.Should().Be(5);
    }

    [Fact]
    public void EvaluateOffPolicy_OptionsOfValuesWithoutValues_AreRefused() => ShouldBeRefused(
        new() { SwitchThreshold = 5, AreValuesFitted = false },
        ("SwitchThreshold", "10", "without ActionValueColumnNames and StateValueColumnNames", "5"),
        ("AreValuesFitted", "True", "without ActionValueColumnNames and StateValueColumnNames", "False"));

    [Fact]
    public void EvaluateOffPolicy_SwitchThresholdOfReturns_IsRefused() => ShouldBeRefused(
        WithValues(new() { DiscountFactor = 0.5, SwitchThreshold = 5 }),
        ("SwitchThreshold", "10", "with a DiscountFactor or a RequestColumnName, whose estimates do not switch", "5"));

    [Fact]
    public void EvaluateOffPolicy_OptionsOfReplicatesWithoutReplicates_AreRefused() => ShouldBeRefused(
        new() { Interval = Bernstein, NumberOfBootstrapSamples = 500, Seed = 3 },
        ("NumberOfBootstrapSamples", "1000", "with Interval EmpiricalBernstein, which draws no replicates", "500"),
        ("Seed", "null", "with Interval EmpiricalBernstein, which draws no replicates", "3"));

    [Fact]
    public void EvaluateOffPolicy_OptionsOfIntervalsWithoutIntervals_AreRefused()
    {
        const string Condition = "with NumberOfBootstrapSamples 0, since there are no intervals";
        ShouldBeRefused(
            WithValues(new()
            {
                NumberOfBootstrapSamples = 0,
                Interval = OffPolicyInterval.StudentizedBootstrap,
                ConfidenceLevel = 0.9,
                Seed = 3,
                PropensityHalfSamplesColumnName = "Halves",
                AreValuesFitted = false,
            }),
            ("Interval", "Bootstrap", Condition, "StudentizedBootstrap"), ("ConfidenceLevel", "0.95", Condition, "0.9"), ("Seed", "null", Condition, "3"),
            ("PropensityHalfSamplesColumnName", "null", Condition, "Halves"), ("AreValuesFitted", "True", Condition, "False"));
    }

    [Fact]
    public void EvaluateOffPolicy_HalfSamplesOfPositions_AreRefused() => ShouldBeRefused(
        new()
        {
            RequestColumnName = "GroupId",
            PositionColumnName = "Placebo",
            PositionProbabilityColumnName = "Probability",
            PositionPropensityColumnName = "Propensity",
            PropensityHalfSamplesColumnName = "Halves",
        },
        ("PropensityHalfSamplesColumnName", "null", "with a PositionPropensityColumnName, which has no half-samples", "Halves"));

    // Each of these options is refused above, where it has no effect.
    [Fact]
    public void EvaluateOffPolicy_OptionsThatHaveAnEffect_AreAccepted()
    {
        var rows = ScoredLog.Rows([1, 2, 1, 0.5f], [1, 2, 3, 2]);
        foreach (var options in new OffPolicyOptions[]
        {
            WithValues(new() { SwitchThreshold = 5, AreValuesFitted = false }),
            WithValues(new() { Interval = Bernstein, AreValuesFitted = false, ConfidenceLevel = 0.9 }),
            WithValues(new() { DiscountFactor = 0.5, AreValuesFitted = false }),
            WithValues(new() { NumberOfBootstrapSamples = 0, SwitchThreshold = 5 }),
            new() { NumberOfBootstrapSamples = 0 },
            new() { Interval = OffPolicyInterval.StudentizedBootstrap, NumberOfBootstrapSamples = 100, Seed = 3, ConfidenceLevel = 0.9 },
        })
        {
            ScoredLog.Evaluate(rows, options).RowCount.Should().Be(rows.Length);
        }
    }

    // The smallest numbers that a bootstrap and a cap can have, and the ends of the range of a discount.
    [Fact]
    public void EvaluateOffPolicy_OptionsAtTheEndsOfTheirRanges_AreAccepted()
    {
        foreach (var discount in (double[])[0, 1])
        {
            var options = WithValues(new() { WeightCap = 1, NumberOfBootstrapSamples = 100, DiscountFactor = discount, SensitivityWeightCaps = [1] });
            ScoredLog.Evaluate(ScoredLog.Rows([1, 2], [1, 2]), options).WeightCap.Should().Be(1);
        }
        ScoredLog.Evaluate(ScoredLog.Rows([1, 2], [1, 2]), WithValues(new() { SwitchThreshold = 0 })).Responses[0].SwitchDoublyRobust!.Value
            .Should().Be(0, "all values of the model are 0, and no row corrects it");
    }

    [Fact]
    public void CrossValidation_OptionsOutOfRange_AreListedInOneMessage() => ShouldFail(
        new() { NumberOfFolds = 1, Evaluation = null!, RequestColumnName = " ", ChosenColumnName = "", PositionColumnName = "  " },
        "NumberOfFolds must be at least 2, but was 1.", "Evaluation must be options of EvaluateOffPolicy, but was null.",
        "RequestColumnName must be null or a column name, but was ' '.", "ChosenColumnName must be null or a column name, but was ''.",
        "PositionColumnName must be null or a column name, but was '  '.");

    [Fact]
    public void CrossValidation_OneOfTwoColumns_NamesTheOther()
    {
        ShouldFail(new() { RequestColumnName = "Request" },
            "ChosenColumnName must be the name of the column that tells which candidates were chosen, since RequestColumnName is given, but was null.");
        ShouldFail(new() { ChosenColumnName = "Chosen", PositionColumnName = "Position" },
            "ChosenColumnName must be left at its default (null) without RequestColumnName, since each row is then a step, but was Chosen.",
            "PositionColumnName must be left at its default (null) without RequestColumnName, since each row is then a step, but was Position.");
        new PolicyCrossValidationOptions { NumberOfFolds = 2, RequestColumnName = "Request", ChosenColumnName = "Chosen", PositionColumnName = "Position" }
            .CheckedCopy(Context, 1, "GroupId").NumberOfFolds.Should().Be(2);
    }

    [Fact]
    public void CrossValidation_OptionsOfTheEvaluationOutOfRange_AreRefused()
        => ShouldFail(new() { Evaluation = new() { WeightCap = 0.5 } }, "WeightCap must be at least 1, but was 0.5.");

    [Fact]
    public void CheckedCopy_OneOfTwoValueColumnsIsBlank_IsRefused() => FluentActions
        .Invoking(() => new OffPolicyOptions { ActionValueColumnNames = ["A", " "], StateValueColumnNames = ["B", "C"] }.CheckedCopy(Context, 2, "GroupId"))
        .Should().Throw<ArgumentOutOfRangeException>().Which.Message.Should().Contain("ActionValueColumnNames must be one column per response (2)");

    private static IExceptionContext Context => ((IHostEnvironment)ScoredLog.Context).Register("test");

    private static void ShouldFail(PolicyCrossValidationOptions options, params string[] failures)
        => FluentActions.Invoking(() => options.CheckedCopy(Context, 1, "GroupId")).Should().Throw<ArgumentOutOfRangeException>()
            .Which.Message.Should().ContainAll(failures);

    private static OffPolicyOptions WithValues(OffPolicyOptions options)
    {
        (options.ActionValueColumnNames, options.StateValueColumnNames) = (["Placebo"], ["Placebo"]);
        return options;
    }

    private static void ShouldBeRefused(OffPolicyOptions options, params (string Name, string Default, string Condition, string Value)[] failures)
        => FluentActions.Invoking(() => ScoredLog.Evaluate(ScoredLog.Rows([1, 2], [1, 2]), options))
            .Should().Throw<ArgumentOutOfRangeException>().Which.Message.Should().ContainAll(
                failures.Select(failure => $"{failure.Name} must be left at its default ({failure.Default}) {failure.Condition}, but was {failure.Value}."));
}
