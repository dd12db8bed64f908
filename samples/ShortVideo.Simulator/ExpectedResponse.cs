namespace ShortVideo.Simulator;

/// <summary>Represents the expected response if a video is shown now.</summary>
/// <param name="WatchTime">The expected watch time.</param>
/// <param name="InteractionProbability">The probability of a positive interaction.</param>
/// <param name="LeaveProbability">The probability that the session ends after the video.</param>
/// <param name="ClickProbability">The probability of a click.</param>
/// <param name="ConversionProbability">The probability of a click with a conversion.</param>
public readonly record struct ExpectedResponse(
    TimeSpan WatchTime, double InteractionProbability, double LeaveProbability, double ClickProbability, double ConversionProbability);
