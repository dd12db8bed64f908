using System.Reflection;
using Microsoft.ML.ReinforcementRanking.Tests.Sessions;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Tests that every numeric option has an upper bound, which is checked with the rest (docs/decisions/0045-bounds-of-options.md).</summary>
public class OptionBoundTests
{
    // Any seed is one. A large patience and a large interval mean "never", and a large bound of memory means "none".
    private static readonly string[] Unbounded = ["Seed", "EarlyStoppingPatience", "CheckpointInterval", "MaximumMemory"];

    // These have a message of their own, because they depend on another option.
    private static readonly string[] InPairs = ["ActionMinimum", "ActionMaximum"];

    public static TheoryData<Type> Trainers => new(typeof(TscacRankingTrainer.Options), typeof(ActorCriticRankingTrainer.Options),
        typeof(BehaviorCloningTrainer.Options), typeof(RewardWeightedRankingTrainer.Options), typeof(MultiTaskRankingTrainer.Options),
        typeof(RmtlRankingTrainer.Options));

    [Theory]
    [MemberData(nameof(Trainers))]
    public void Check_NumberThatIsHuge_NamesTheOptionAndItsBound(Type type)
    {
        foreach (var property in type.GetProperties().Where(property => Huge(property) is not null && !Unbounded.Contains(property.Name)))
        {
            var options = (ReinforcementRankingOptions)Activator.CreateInstance(type)!;
            property.SetValue(options, Huge(property));

            Message(options).Should().Contain(InPairs.Contains(property.Name) ? "ActionMinimum must be" : $"{property.Name} must be ")
                .And.Contain(InPairs.Contains(property.Name) ? "together" : "at most", property.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Trainers))]
    public void Check_NumberThatIsTiny_IsRefusedOrMeansZero(Type type)
    {
        foreach (var property in type.GetProperties().Where(property => property.CanWrite && Underlying(property) == typeof(double)))
        {
            var options = (ReinforcementRankingOptions)Activator.CreateInstance(type)!;
            var atZero = (ReinforcementRankingOptions)Activator.CreateInstance(type)!;
            property.SetValue(options, 1e-300);
            property.SetValue(atZero, 0.0);
            var isZeroRefused = Message(atZero).Contains($"{property.Name} must be above 0, but was 0.", StringComparison.Ordinal);

            Message(options).Contains($"{property.Name} must be at least 1E-09, but was 1E-300.", StringComparison.Ordinal).Should()
                .Be(isZeroRefused, property.Name);
        }
    }

    [Fact]
    public void Check_PartsThatAreHuge_AreNamed()
    {
        Message(new TscacRankingTrainer.Options { AuxiliaryResponses = [new("Click") { ConstraintStrength = 1e300 }] })
            .Should().Contain("AuxiliaryResponses['Click'].ConstraintStrength must be at most 1000000, but was 1E+300.");
        Message(new ActorCriticRankingTrainer.Options { Responses = [new("Click") { Weight = 1e300 }] })
            .Should().Contain("Responses['Click'].Weight must be at most 1000000, but was 1E+300.");
        Message(new MultiTaskRankingTrainer.Options { Tasks = [new("Click")], Backbone = new SharedBottomBackbone { BottomUnits = [int.MaxValue] } })
            .Should().Contain("Backbone.BottomUnits must be at most 16384, but was 2147483647.");
        Message(new BehaviorCloningTrainer.Options { HiddenUnits = [.. Enumerable.Repeat(4, 65)] })
            .Should().Contain("HiddenUnits must be a list of at most 64 widths, but was 65 widths.");
    }

    [Fact]
    public void Check_OptionThatIsUnusedAndOutOfItsRange_IsNamedOnce()
    {
        Message(new MultiTaskRankingTrainer.Options { Tasks = [new("Click")], EmbeddingDimension = 0 })
            .Should().StartWith("EmbeddingDimension must be at least 1, but was 0.").And.NotContain("left at its default");
        Message(new BehaviorCloningTrainer.Options { RequestColumnName = "Request", ChosenColumnName = "Chosen", EmbeddingDimension = 0 })
            .Should().Contain("EmbeddingDimension must be at least 1, but was 0.").And.NotContain("EmbeddingDimension must be left");
    }

    [Theory]
    [InlineData(46_341, 46_341)]
    [InlineData(int.MaxValue, int.MaxValue)]
    [InlineData(1, 2_147_483_592L)]
    public void ArrayLength_ProductAboveTheLongestArray_IsAnErrorAndDoesNotWrap(long rows, long width)
        => FluentActions.Invoking(() => ArrayLength.Require(rows, width, "Use fewer rows.")).Should().Throw<InvalidOperationException>()
            .WithMessage($"A table of {rows} rows with {width} values each is larger than an array of 2147483591 values. Use fewer rows.");

    [Fact]
    public void ArrayLength_Product_IsReturned() => ArrayLength.Require(46_340, 46_340, "").Should().Be(46_340 * 46_340);

    [Fact]
    public void PlannedNetwork_WeightsWhoseNumberWraps_AreNotThoseOfThePlan()
    {
        // 65,536² is 0 in 32 bits.
        var plan = NetworkPlan.Tower(65_536, [], 65_536);

        FluentActions.Invoking(() => new PlannedNetwork(plan, [[], new float[65_536]])).Should().Throw<FormatException>();
    }

    private static object? Huge(PropertyInfo property) => !property.CanWrite ? null : Underlying(property) switch
    {
        var type when type == typeof(int) => int.MaxValue,
        var type when type == typeof(double) => property.Name.Contains("Fraction", StringComparison.Ordinal)
            || property.Name is "DropoutRate" or "DiscountFactor" ? null : 1e300,
        var type when type == typeof(float) => float.MaxValue,
        var type when type == typeof(IReadOnlyList<int>) => (int[])[int.MaxValue],
        _ => null,
    };

    private static Type Underlying(PropertyInfo property) => Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;

    private static string Message(ReinforcementRankingOptions options)
    {
        var failures = new OptionFailures();
        options.Check(failures);
        return Record.Exception(() => failures.ThrowIfAny(LogRow.Host()))?.Message ?? "";
    }
}
