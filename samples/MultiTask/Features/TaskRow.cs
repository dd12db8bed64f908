namespace MultiTask.Features;

/// <summary>Represents the columns of the rows of every log, as ML.NET sees them.</summary>
internal abstract class TaskRow
{
    public long UserId { get; set; }

    /// <summary>The time in milliseconds since the Unix epoch (UTC).</summary>
    public long Time { get; set; }

    /// <summary>The session, counted from 0.</summary>
    public uint GroupId { get; set; }

    /// <summary>The numeric features. <see cref="TaskLog"/> sets the size of the vector.</summary>
    public float[] Numbers { get; set; } = [];
}
