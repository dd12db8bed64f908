namespace ShortVideo.Features;

/// <summary>Represents a video as ML.NET sees it.</summary>
internal sealed class CatalogRow
{
    public long VideoId { get; set; }

    public float[] VideoFeatures { get; set; } = [];
}
