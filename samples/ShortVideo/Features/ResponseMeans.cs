using ShortVideo.Data;

namespace ShortVideo.Features;

/// <summary>Represents the means of log(1 + watch time), click, like, and interaction over some exposures.</summary>
internal sealed record ResponseMeans(IReadOnlyList<float> Values)
{
    public const int Count = 4;

    public float LogWatchTime => Values[0];

    public float Click => Values[1];

    public static ResponseMeans Of(IReadOnlyCollection<Exposure> exposures)
        => new([.. Enumerable.Range(0, Count).Select(response => exposures.Average(exposure => Responses(exposure)[response]))]);

    public static float[] Responses(Exposure exposure)
        => [MathF.Log(1 + exposure.WatchTime), Number(exposure.Click), Number(exposure.Like), Number(exposure.Interaction)];

    private static float Number(bool value) => value ? 1 : 0;
}
