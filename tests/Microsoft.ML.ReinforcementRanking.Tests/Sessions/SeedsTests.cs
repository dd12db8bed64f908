using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions;

public sealed class SeedsTests
{
    [Theory]
    [InlineData(1, 6457827717110365317UL)]
    [InlineData(2, 3203168211198807973UL)]
    [InlineData(3, 9817491932198370423UL)]
    public void At_StepOfAGenerator_IsItsDraw(ulong step, ulong draw) => SplitMix64.At(1234567, step).Should().Be(draw);

    [Theory]
    [InlineData(7, 3, 7)]
    [InlineData(null, 3, 3)]
    public void Choose_OptionBeforeContext_TakesTheFirstThatIsGiven(int? option, int context, int expected)
        => Seeds.Choose(Host(context), option).Should().Be(expected);

    [Fact]
    public void Choose_NoSeedAtAll_IsRandom()
        => Enumerable.Range(0, 5).Select(_ => Seeds.Choose(Host(seed: null), seed: null)).Distinct().Should().HaveCountGreaterThan(1);

    [Fact]
    public void Derive_StagesAndPurposes_HaveSeedsOfTheirOwn()
    {
        int[] seeds = [.. Enumerable.Range(1, 5)
            .Select(stage => Seeds.Derive(1, stage)), Seeds.Derive(1, "folds"), Seeds.Derive(1, "half-sample"), Seeds.Derive(2, 1), Seeds.Derive(2, "folds")];

        seeds.Should().OnlyHaveUniqueItems();
        Seeds.Derive(1, 3).Should().Be(seeds[2], "a seed is the same in every process");
    }

    private static IHost Host(int? seed) => ((IHostEnvironment)new MLContext(seed)).Register("Seeds");
}
