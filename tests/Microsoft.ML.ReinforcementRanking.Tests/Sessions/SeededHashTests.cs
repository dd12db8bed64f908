using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions;

/// <summary>Tests that hashes are those of published functions, so that they are the same in every process and version.</summary>
public class SeededHashTests
{
    [Fact]
    public void Of_Number_IsMixedWithItsSeed()
        => SeededHash.Of(5UL, seed: 9).Should().Be(SplitMix64.At(5 ^ SplitMix64.At(9, 1), 1));

    [Fact]
    public void Of_NegativeSeed_IsReadAsUnsigned()
        => SeededHash.Of(5UL, seed: -1).Should().Be(SplitMix64.At(5 ^ SplitMix64.At(uint.MaxValue, 1), 1));

    // The values of FNV-1a in 64 bits are those of its authors' page of tests.
    [Theory]
    [InlineData("", 0xCBF29CE484222325UL)]
    [InlineData("a", 0xAF63DC4C8601EC8CUL)]
    [InlineData("foobar", 0x85944171F73967E8UL)]
    public void Of_Text_IsThatOfItsFowlerNollVoHash(string text, ulong hash) => SeededHash.Of(text, seed: 3).Should().Be(SeededHash.Of(hash, seed: 3));

    [Theory]
    [InlineData(0UL, 0)]
    [InlineData(1UL << 63, 0.5)]
    [InlineData(3UL << 62, 0.75)]
    [InlineData(ulong.MaxValue, 1 - 1.0 / (1UL << 53))]
    public void ToUnitInterval_Hash_IsItsShareOfAllHashes(ulong hash, double share) => SeededHash.ToUnitInterval(hash).Should().Be(share);

    [Fact]
    public void Derive_Stage_IsAFormula()
    {
        Seeds.Derive(0, 1).Should().Be(16777619);
        Seeds.Derive(0, 2).Should().Be(2 * 16777619);
        Seeds.Derive(1, 0).Should().Be(unchecked(486187739 * 16777619));
        Seeds.Derive(3, "folds").Should().Be((int)SeededHash.Of("folds", 3));
    }
}
