namespace ShortVideo.Online;

/// <summary>What a policy needs of a state.</summary>
internal sealed class PreparedState
{
    public float[] Features { get; set; } = [];
}
