using Microsoft.ML.Data;
using MultiTask.Data;
using MultiTask.Features;
using static Microsoft.ML.ReinforcementRanking.Tests.Samples.ShopFolder;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

public class ShopLogTests
{
    private const long Minute = 60_000;

    [Fact]
    public void Rows_OneSession_AreFirstViewsLabeledByWhatFollows()
    {
        ShopEvent[] events =
        [
            Event(visitor: 1, item: 10, 0 * Minute),
            Event(visitor: 1, item: 11, 1 * Minute),
            Event(visitor: 1, item: 10, 2 * Minute),
            Event(visitor: 1, item: 12, 3 * Minute),
            Event(visitor: 1, item: 12, 4 * Minute, ShopEventKind.AddToCart),
            Event(visitor: 1, item: 13, 5 * Minute),
            Event(visitor: 1, item: 13, 6 * Minute, ShopEventKind.Transaction),
            Event(visitor: 1, item: 14, 7 * Minute, ShopEventKind.Transaction),
            Event(visitor: 1, item: 14, 8 * Minute),
        ];

        Read(events).Should().Equal(
            (0, 10, null, Click: true, Pay: false),
            (0, 11, 10, Click: false, Pay: false),
            (0, 12, 10, Click: true, Pay: false),
            (0, 13, 12, Click: true, Pay: true),
            (0, 14, 14, Click: false, Pay: false));
    }

    [Fact]
    public void Rows_PauseOfMoreThanThirtyMinutes_BeginsASession()
    {
        ShopEvent[] events =
        [
            Event(visitor: 1, item: 10, 0),
            Event(visitor: 1, item: 11, 30 * Minute),
            Event(visitor: 1, item: 10, 60 * Minute + 1),
            Event(visitor: 2, item: 10, 61 * Minute),
        ];

        Read(events).Should().Equal(
            (0, 10, null, Click: false, Pay: false),
            (0, 11, 10, Click: false, Pay: false),
            (1, 10, null, Click: false, Pay: false),
            (2, 10, null, Click: false, Pay: false));
    }

    [Fact]
    public void Rows_RepeatedLinesAndEqualTimes_AreNeitherBeforeNorAfter()
    {
        ShopEvent[] events =
        [
            Event(visitor: 1, item: 10, 1),
            Event(visitor: 1, item: 10, 1),
            Event(visitor: 1, item: 10, 1, ShopEventKind.Transaction),
            Event(visitor: 1, item: 11, 1),
        ];

        Read(events).Should().Equal((0, 10, null, Click: false, Pay: false), (0, 11, null, Click: false, Pay: false));
    }

    [Fact]
    public void Rows_Numbers_AreCalendarAndHistoryOfFourKeys()
    {
        ShopEvent[] events = [Event(1, 10, 0), Event(1, 10, Minute, ShopEventKind.AddToCart), Event(1, 11, 3 * Minute), Event(2, 10, 5 * Minute)];

        var rows = ShopLog.Rows(new(1), events);

        rows.Should().OnlyContain(row => row.Numbers.Length == 4 + 4 * (2 + 3));
        rows[1].Numbers[..4].Should().Equal(Calendar.Of(3 * Minute));
        // Visitor 1 had two events, the last of them two minutes ago. One of the two was a return, and one was an addition to the cart.
        float[] half = [MathF.Log(1 + 2), MathF.Log(1 + 2), 0.5f, 0.5f, 0];
        rows[1].Numbers[4..9].Should().Equal(half, (number, expected) => Math.Abs(number - expected) < 1e-6);
        rows[1].Numbers[9..14].Should().Equal(rows[1].Numbers[4..9], "so far the visitor has one session");
        rows[1].Numbers[14].Should().Be(0, "nobody looked at item 11 before");
        rows[2].Numbers[14].Should().Be(MathF.Log(1 + 2), "item 10 had a view and an addition to the cart");
        rows[2].Numbers[19].Should().Be(0, "visitor 2 never looked at item 10");
    }

    /// <summary>Replaces or removes each event in turn. No features of a row at its time or before may change.</summary>
    [Fact]
    public void Rows_AnEventChanges_NoFeatureUpToItsTimeDoes()
    {
        var events = RandomEvents();
        var before = Features(events);

        foreach (var changed in events)
        {
            ShopEvent[] without = [.. events.Where(other => !ReferenceEquals(other, changed))];
            ShopEvent[] other = [.. without, changed with { ItemId = 1000, Kind = ShopEventKind.View }];

            UpTo(changed.Time, Features(without)).Should().BeSubsetOf(before);
            UpTo(changed.Time, Features(other)).Where(row => !row.Contains(" 1000 ", StringComparison.Ordinal)).Should().BeSubsetOf(before);
        }
    }

    [Fact]
    public void Rows_TheLogGoesOn_ItsPastStaysTheSame()
    {
        var events = RandomEvents();
        var cut = events.Select(shopEvent => shopEvent.Time).Order().ElementAt(events.Length / 2);

        var past = Features([.. events.Where(shopEvent => shopEvent.Time <= cut)]);

        past.Should().Equal(UpTo(cut, Features(events)));
    }

    [SkippableFact]
    public void Create_RetailRocket_HasThePublishedSessionsAndBothLabels()
    {
        var ml = new MLContext(1);
        var events = RetailRocketReader.Read(Repository.DataFolder("retailrocket"));
        var log = ShopLog.Create(ml, events);

        SessionIds.Of(ml, events.Select(shopEvent => (shopEvent.VisitorId, shopEvent.Time))).Distinct().Should().HaveCount(6_229);
        IDataView[] parts = [log.Parts.Training, log.Parts.Validation, log.Parts.Test];
        parts.Sum(part => part.GetColumn<bool>("Click").Count()).Should().Be(7_937);
        parts.Sum(part => part.GetColumn<bool>("Click").Count(click => click)).Should().Be(939);
        parts.Sum(part => part.GetColumn<bool>("Pay").Count(pay => pay)).Should().Be(34);
        parts.Should().OnlyContain(part => part.GetColumn<bool>("Pay").Contains(true));
        parts.Should().OnlyContain(part => part.GetColumn<bool>("Pay").Zip(part.GetColumn<bool>("Click")).All(row => !row.First || row.Second));
        parts.Should().OnlyContain(part => part.GetColumn<uint>("GroupId").All(session => session > 0), "no session is missing");
        log.TaskColumnNames.Should().Equal("Click", "Pay");
        log.CategoricalColumnNames.Should().Equal("Visitor", "Item", "PreviousItem");
    }

    private static IEnumerable<(uint Session, long Item, long? Previous, bool Click, bool Pay)> Read(ShopEvent[] events)
        => ShopLog.Rows(new(1), events).Select(row =>
            (row.GroupId, long.Parse(row.Item, null), row.PreviousItem == "" ? (long?)null : long.Parse(row.PreviousItem, null), row.Click, row.Pay));

    /// <summary>
    /// Gets everything that a row contains except its labels, by time. The number of the session is left out, because it counts the sessions before it.
    /// </summary>
    private static List<string> Features(IReadOnlyList<ShopEvent> events)
        => [.. ShopLog.Rows(new(1), [.. events.OrderBy(shopEvent => shopEvent.VisitorId).ThenBy(shopEvent => shopEvent.Time)])
            .OrderBy(row => row.Time)
            .Select(row => $"{row.Time:D9} {row.Visitor} {row.Item} {row.PreviousItem} {string.Join(' ', row.Numbers)}")];

    private static IEnumerable<string> UpTo(long time, List<string> features) => features.Where(row => string.CompareOrdinal(row[..9], $"{time:D9}") <= 0);

    /// <summary>Creates events of three visitors and six items. Their times often coincide, and some pauses end sessions.</summary>
    private static ShopEvent[] RandomEvents()
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, 60)
            .Select(_ => Event(random.Next(3), random.Next(6), 5 * Minute * random.Next(40), (ShopEventKind)Math.Max(0, random.Next(5) - 2)))];
    }
}
