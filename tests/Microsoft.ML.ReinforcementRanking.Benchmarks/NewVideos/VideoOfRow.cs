namespace Microsoft.ML.ReinforcementRanking.Benchmarks.NewVideos;

/// <summary>Represents the video of a row.</summary>
internal sealed class VideoOfRow
{
    public long VideoId { get; set; }
}
