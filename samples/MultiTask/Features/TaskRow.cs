namespace MultiTask.Features;

/// <summary>What a row of every log has, as ML.NET sees it.</summary>
internal abstract class TaskRow
{
    public long UserId { get; set; }

    /// <summary>Milliseconds since the Unix epoch, UTC.</summary>
    public long Time { get; set; }

    /// <summary>The session, counted from 0.</summary>
    public uint GroupId { get; set; }

    /// <summary>All numeric features. <see cref="TaskLog"/> tells ML.NET how many they are.</summary>
    public float[] Numbers { get; set; } = [];
}
