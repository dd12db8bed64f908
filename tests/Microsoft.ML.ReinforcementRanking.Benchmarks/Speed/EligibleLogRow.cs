namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>Represents a row of an <see cref="EligibleLog"/>.</summary>
internal sealed class EligibleLogRow
{
    public float[] Features { get; set; } = [];

    public uint Action { get; set; }

    public uint[] Eligible { get; set; } = [];

    public float Label { get; set; }

    public float Click { get; set; }

    public int GroupId { get; set; }
}
