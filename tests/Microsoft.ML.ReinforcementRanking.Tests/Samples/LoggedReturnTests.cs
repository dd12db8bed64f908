using Microsoft.ML.Data;
using ShortVideo.Features;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

public sealed class LoggedReturnTests
{
    [Fact]
    public void Mean_TwoSessions_DiscountsWithinEachAlone()
    {
        var rows = new MLContext(1).Data.LoadFromEnumerable([new Row(1, true), new Row(1, false), new Row(1, true), new Row(2, true)]);

        LoggedReturn.Mean(rows, nameof(Row.Click), discount: 0.5).Should().BeApproximately(((1 + 0.25) + 0.5 + 1 + 1) / 4, 1e-12);
    }

    private sealed record Row([property: KeyType(10)] uint GroupId, bool Click);
}
