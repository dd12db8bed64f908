using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions;

public class SessionReaderMemoryTests
{
    private const int Rows = 200_000;
    private const int Width = 32;

    private static readonly SessionColumns Columns = new()
    {
        Features = "Features",
        Group = "Session",
        Responses = ["Watch", "Click"],
        Action = "Action",
        Propensity = "Propensity",
    };

    [Fact]
    public void Read_LargeLog_AllocatesAtMostPayloadTimesOnePointThree()
    {
        // The data set contains, in bytes: features, two responses, action, propensity, session, and successor.
        const long Payload = (long)Rows * sizeof(float) * (Width + 6);
        var data = new MLContext(1).Data.LoadFromEnumerable(Log());
        var host = LogRow.Host();
        var cursorAlone = Allocated(() => ReadEveryValue(data));

        var reader = Allocated(() => SessionReader.Read(host, data, Columns).RowCount.Should().Be(Rows)) - cursorAlone;

        // Growing columns are outside of the managed heap, and are moved to arrays one after the other, so at most one column exists twice.
        const long TwiceThere = (long)Rows * sizeof(float);
        ((double)(reader + TwiceThere) / Payload).Should().BeLessThan(1.3, "all that was ever allocated bounds the peak");
    }

    private static long Allocated(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static IEnumerable<WideRow> Log()
    {
        var row = new WideRow();
        for (var i = 0; i < Rows; i++)
        {
            row.Features[i % Width] = i + 1;
            row.Session = (ulong)(i / 10);
            row.Action = (uint)(i % 100);
            yield return row;
        }
    }

    private static void ReadEveryValue(IDataView data)
    {
        using var cursor = data.GetRowCursor(data.Schema);
        var features = cursor.GetGetter<VBuffer<float>>(data.Schema["Features"]);
        var session = cursor.GetGetter<ulong>(data.Schema["Session"]);
        var watch = cursor.GetGetter<float>(data.Schema["Watch"]);
        var click = cursor.GetGetter<bool>(data.Schema["Click"]);
        var action = cursor.GetGetter<uint>(data.Schema["Action"]);
        var propensity = cursor.GetGetter<float>(data.Schema["Propensity"]);
        var (vector, integer, number, flag, key) = (default(VBuffer<float>), 0UL, 0f, false, 0u);
        while (cursor.MoveNext())
        {
            features(ref vector);
            session(ref integer);
            watch(ref number);
            click(ref flag);
            action(ref key);
            propensity(ref number);
        }
    }

    private sealed class WideRow
    {
        [VectorType(32)]
        public float[] Features { get; set; } = [.. Enumerable.Range(1, 32).Select(value => (float)value)];

        public ulong Session { get; set; }

        public float Watch { get; set; }

        public bool Click { get; set; }

        [KeyType(100)]
        public uint Action { get; set; }

        public float Propensity { get; set; } = 0.01f;
    }
}
