using Microsoft.ML.Data;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions;

/// <summary>Represents a row of an event log: the user, the time in every supported form, and the number of the row.</summary>
internal sealed class EventRow
{
    public string User { get; set; } = "u";

    [KeyType(9)]
    public uint UserKey { get; set; }

    public int UserNumber { get; set; }

    public long Time { get; set; }

    public ulong UnsignedTime => (ulong)Time;

    public double DoubleTime { get; set; }

    public float SingleTime => Time;

    public DateTime Date => DateTime.UnixEpoch.AddMilliseconds(Time);

    public int Row { get; set; }

    [VectorType(2)]
    public float[] Features { get; set; } = [0, 0];

    public static EventRow At(int row, int user, double minutes) => new()
    {
        Row = row,
        User = $"user {user}",
        UserKey = (uint)user,
        UserNumber = user,
        Time = (long)(minutes * 60_000),
        DoubleTime = minutes * 60_000,
        Features = [row, -row],
    };
}
