namespace Feed.Serving;

/// <summary>Draws candidates uniformly, without repeating one. This policy explores the catalog for the first log.</summary>
internal sealed class UniformPages : PagePolicy
{
    public override Page Draw(DateTimeOffset clock, FeedState state, IReadOnlyList<int> candidates, int seed)
    {
        int[] videos = [.. candidates];
        new Random(seed).Shuffle(videos);
        return new(videos[..PageSize], [.. Enumerable.Range(0, PageSize).Select(position => 1f / (videos.Length - position))]);
    }
}
