namespace ShortVideo.Simulator;

/// <summary>What a video is like. Duration, tags and author are in the feature file as they are, the rest through noise.</summary>
/// <param name="Id">Index, and <c>video_id</c> in the files.</param>
/// <param name="Tags">One or two topics.</param>
/// <param name="AuthorId">The author; authors differ in appeal.</param>
/// <param name="Appeal">What every user likes about it; mean 0.</param>
/// <param name="Passivity">Standard normal. Passive videos run long and are watched long, invite no interaction and tire the viewer.</param>
/// <param name="Duration">Length.</param>
internal sealed record SimulatedVideo(int Id, int[] Tags, int AuthorId, double Appeal, double Passivity, TimeSpan Duration);
