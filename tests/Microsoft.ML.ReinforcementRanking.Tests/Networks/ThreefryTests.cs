using System.Runtime.Intrinsics;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;

namespace Microsoft.ML.ReinforcementRanking.Tests.Networks;

public class ThreefryTests
{
    /// <summary>The known answers of Random123, the library of the paper's authors, for Threefry4x32 with 20 rounds.</summary>
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u, "9c6ca96a e17eae66 fc10ecd4 5256a7d8")]
    [InlineData(uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue,
        "2a881696 57012287 f6c7446e a16a6732")]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u, 0x082efa98u, 0xec4e6c89u,
        "59cd1dbb b8879579 86b5d00c ac8b6d84")]
    public void Draw_CounterAndKey_HasTheKnownAnswer(uint a, uint b, uint c, uint d, uint keyA, uint keyB, uint keyC, uint keyD, string expected)
    {
        var counters = new RandomBlocks(Vector256.Create(a), Vector256.Create(b), Vector256.Create(c), Vector256.Create(d));

        var actual = new Threefry((keyA, keyB, keyC, keyD)).Draw(counters);

        for (var lane = 0; lane < Threefry.Lanes; lane++)
            $"{actual.A[lane]:x8} {actual.B[lane]:x8} {actual.C[lane]:x8} {actual.D[lane]:x8}".Should().Be(expected);
    }
}
