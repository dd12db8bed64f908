namespace ShortVideo.Simulator;

/// <summary>
/// Represents the properties of a video. The feature file shows the duration, the tags, and the author exactly, and the other properties with noise.
/// </summary>
/// <param name="Id">The index, which is <c>video_id</c> in the files.</param>
/// <param name="Tags">One or two tags.</param>
/// <param name="AuthorId">The author. Authors differ in appeal.</param>
/// <param name="Appeal">The part of the interest that is the same for all users. Its mean is 0.</param>
/// <param name="Passivity">
/// The passivity, which is standard normal. Passive videos are long and are watched for a long time, get few interactions, and bore the viewer.
/// </param>
/// <param name="Duration">The duration.</param>
internal sealed record SimulatedVideo(int Id, int[] Tags, int AuthorId, double Appeal, double Passivity, TimeSpan Duration);
