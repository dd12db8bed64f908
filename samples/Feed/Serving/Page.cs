namespace Feed.Serving;

/// <summary>Represents a page that a policy has drawn.</summary>
/// <param name="Videos">The videos, from the top of the page to its end.</param>
/// <param name="Propensities">The probability of each video given the videos above it, among the candidates that were left.</param>
internal sealed record Page(IReadOnlyList<int> Videos, IReadOnlyList<float> Propensities);
