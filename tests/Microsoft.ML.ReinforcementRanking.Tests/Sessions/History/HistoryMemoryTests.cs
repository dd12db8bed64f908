using System.Collections;
using System.Reflection;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions.History;

/// <summary>Counts what a session holds, so that the memory of the process, which other tests change, does not matter.</summary>
public class HistoryMemoryTests
{
    private static readonly MLContext Context = new(1);

    [Fact]
    public void SessionState_MoreEvents_HoldsNoMoreThanAfterAFew()
    {
        var session = Context.Model.CreateSessionState(SessionHistoryTests.Group([HistoryRow.At(0)], SessionHistoryTests.Options()).Schema);
        var counts = new List<int>();

        foreach (var row in Rows(2_000, sessionLength: int.MaxValue))
        {
            session.FeaturesAt(row.Moment);
            // Five events have one time.
            for (var place = 0; place < 5; place++)
                session.Add(new(row.Moment) { Responses = [1, 1], ActionId = row.Video, AttributeValues = row.TagValues });
            counts.Add(Elements(session));
        }

        counts.Skip(20).Max().Should().BeLessThanOrEqualTo(counts.Take(20).Max());
    }

    [Fact]
    public void GroupSessions_MoreSessions_HoldsTheCurrentOneAlone()
    {
        var grouped = SessionHistoryTests.Group(Rows(2_000, sessionLength: 10), SessionHistoryTests.Options());
        using var cursor = grouped.GetRowCursor([grouped.Schema["History"]]);
        var history = Field(cursor, "_history");
        var counts = new List<int>();

        while (cursor.MoveNext())
            counts.Add(Elements(Field(history, "_history")));

        counts.Should().HaveCount(2_000);
        counts.Skip(20).Max().Should().BeLessThanOrEqualTo(counts.Take(20).Max());
    }

    private static IEnumerable<HistoryRow> Rows(int count, int sessionLength)
        => Enumerable.Range(0, count).Select(row => HistoryRow.At(row + 60.0 * (row / sessionLength), 1, true, $"v{row}", $"t{row % 3 + 1}"));

    private static object Field(object owner, string name) => owner.GetType().GetField(name, BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(owner)!;

    /// <summary>Counts the elements of all collections that an object of the library refers to, through its fields.</summary>
    private static int Elements(object? value) => value switch
    {
        null or string or HistoryLayout => 0,
        IDictionary table => table.Count + table.Values.Cast<object>().Sum(Elements),
        ICollection list => list.Count,
        _ when value.GetType().Assembly == typeof(SessionHistory).Assembly =>
            value.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic).Where(field => !field.FieldType.IsPrimitive)
                .Sum(field => Elements(field.GetValue(value))),
        _ => 0,
    };
}
