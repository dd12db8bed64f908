namespace ShortVideo.Online;

/// <summary>Represents a state after the steps of the pipeline before the trainer.</summary>
internal sealed class PreparedState
{
    public float[] Features { get; set; } = [];
}
