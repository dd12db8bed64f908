using FsCheck;
using FsCheck.Fluent;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions.History;

/// <summary>Represents a row of a log of videos that were shown, or of candidates of which some were shown.</summary>
internal sealed class HistoryRow
{
    public const int Tags = 3;

    public string User { get; set; } = "u";

    public long Time { get; set; }

    public long Request { get; set; }

    public bool Shown { get; set; } = true;

    public float Watch { get; set; }

    public bool Click { get; set; }

    public string Video { get; set; } = "v";

    public string Tag { get; set; } = "";

    public DateTimeOffset Moment => DateTimeOffset.FromUnixTimeMilliseconds(Time);

    public string[] TagValues => Tag.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>
    /// Gets logs of a few users with equal times, pauses that end sessions, and requests of several rows. The rows of a request are neighbors and have one
    /// time.
    /// </summary>
    public static Arbitrary<HistoryRow[]> Logs { get; } = Drawn().NonEmptyListOf().Select(rows => WithRequests([.. rows])).ToArbitrary();

    public static HistoryRow At(double minutes, float watch = 0, bool click = false, string video = "v", string tag = "", bool shown = true, long request = 0)
        => new()
        {
            Time = 1_700_000_000_000 + (long)(minutes * 60_000),
            Watch = watch,
            Click = click,
            Video = video,
            Tag = tag,
            Shown = shown,
            Request = request,
        };

    /// <summary>Returns a view of the rows, whose column Tags is a vector of keys.</summary>
    public static IDataView View(MLContext context, IEnumerable<HistoryRow> rows)
    {
        var tags = context.Data.LoadFromEnumerable(Enumerable.Range(1, Tags).Select(tag => new { Tags = $"t{tag}" }));
        var data = context.Data.LoadFromEnumerable(rows);
        return context.Transforms.Text.TokenizeIntoWords("Tags", "Tag")
            .Append(context.Transforms.Conversion.MapValueToKey("Tags", keyData: tags)).Fit(data).Transform(data);
    }

    private static Gen<HistoryRow> Drawn()
        => from user in Gen.Choose(1, 2)
           from minutes in Gen.Choose(0, 90)
           from request in Gen.Choose(0, 1)
           from shown in Gen.Choose(0, 2)
           from watch in Gen.Choose(0, 9)
           from video in Gen.Choose(1, 4)
           from tags in Gen.Choose(0, 9)
           select new HistoryRow
           {
               User = $"u{user}",
               // Times are multiples of four minutes, so that many of them are equal.
               Time = 1_700_000_000_000 + minutes / 4 * 240_000L,
               Request = request,
               Shown = shown > 0,
               Watch = watch / 3f,
               Click = watch > 5,
               Video = $"v{video}",
               Tag = $"t{tags % 5} t{tags / 3}",
           };

    private static HistoryRow[] WithRequests(HistoryRow[] rows)
    {
        var requests = rows.GroupBy(row => (row.User, row.Time, row.Request)).ToArray();
        foreach (var (number, request) in requests.Index())
        {
            foreach (var row in request)
                row.Request = number;
        }
        return [.. requests.SelectMany(request => request)];
    }
}
