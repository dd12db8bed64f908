namespace Feed.Serving;

/// <summary>Fills pages from the candidates of a request.</summary>
internal abstract class PagePolicy
{
    /// <summary>The number of positions of a page.</summary>
    public const int PageSize = 5;

    /// <summary>Draws a page. The same arguments give the same page.</summary>
    /// <param name="clock">The time of the request, which decides which catalog is served.</param>
    /// <param name="state">What is known of the request.</param>
    /// <param name="candidates">The candidates of the request.</param>
    /// <param name="seed">The seed.</param>
    public abstract Page Draw(DateTimeOffset clock, FeedState state, IReadOnlyList<int> candidates, int seed);
}
