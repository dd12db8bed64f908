namespace ShortVideo.Simulator;

/// <summary>Represents what is expected of a position if a page is shown now.</summary>
/// <param name="SeenProbability">The probability that the user looks at the position.</param>
/// <param name="Response">The expected response of a user who looks at it.</param>
public readonly record struct ExpectedPosition(double SeenProbability, ExpectedResponse Response)
{
    /// <summary>The expected watch time of the position, which is 0 if the user does not look at it.</summary>
    public TimeSpan WatchTime => SeenProbability * Response.WatchTime;
}
