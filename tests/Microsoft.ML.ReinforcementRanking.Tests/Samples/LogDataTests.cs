using Microsoft.ML.Data;
using ShortVideo.Data;
using ShortVideo.Features;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

public class LogDataTests
{
    [SkippableFact]
    public void Create_KuaiRand_HasThePublishedSessionsAndPartsInTime()
    {
        var log = KuaiRandReader.Read(Repository.DataFolder("kuairand"));
        var split = TimeSplit.Of(log.Exposures);
        var parts = LogData.Create(new MLContext(1), log, StateFeatures.Fit(log, split), split).Parts;

        uint[] sessions = [.. Sessions(parts.Training), .. Sessions(parts.Validation), .. Sessions(parts.Test)];
        sessions.Should().HaveCount(43_028);
        sessions.Distinct().Should().HaveCount(19_045);
        sessions.CountBy(session => session).Count(session => session.Value >= 2).Should().Be(8_209);
        long[] ends = [Times(parts.Training).Max(), Times(parts.Validation).Min(), Times(parts.Validation).Max(), Times(parts.Test).Min()];
        ends.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems("rows of equal time are in the same part");
        Times(parts.Training).Count().Should().BeCloseTo(43_028 * 60 / 100, 10);
        Times(parts.Test).Count().Should().BeCloseTo(43_028 * 20 / 100, 10);
    }

    [Fact]
    public void Of_RowsOfOneTime_CannotBeSplit()
    {
        Exposure[] exposures = [.. Enumerable.Range(0, 9).Select(i => TinyLog.Exposure(user: i, video: 1, time: 5))];

        FluentActions.Invoking(() => TimeSplit.Of(exposures)).Should().Throw<InvalidDataException>()
            .WithMessage("The log's 9 exposures cannot be split by time*");
    }

    private static IEnumerable<uint> Sessions(IDataView rows)
    {
        var column = rows.Schema["GroupId"];
        using var cursor = rows.GetRowCursor([column]);
        var read = cursor.GetGetter<uint>(column);
        uint session = 0;
        while (cursor.MoveNext())
        {
            read(ref session);
            yield return session;
        }
    }

    private static IEnumerable<long> Times(IDataView rows) => rows.GetColumn<long>(nameof(LogRow.Time));
}
