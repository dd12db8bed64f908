namespace ShortVideo.Simulator;

/// <summary>What the next step would bring on average, were a video shown now.</summary>
/// <param name="WatchTime">Expected watch time.</param>
/// <param name="InteractionProbability">Probability of a positive interaction.</param>
/// <param name="LeaveProbability">Probability that the session ends after the video.</param>
/// <param name="ClickProbability">Probability of a click.</param>
/// <param name="ConversionProbability">Probability of a click and a conversion.</param>
public readonly record struct ExpectedResponse(
    TimeSpan WatchTime, double InteractionProbability, double LeaveProbability, double ClickProbability, double ConversionProbability);
