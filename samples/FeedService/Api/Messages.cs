using System.Text.Json.Serialization;

namespace FeedServer.Api;

/// <summary>Represents a request for a page.</summary>
/// <param name="Request">The id. A request with an id that was answered gets the same answer again.</param>
/// <param name="User">The user.</param>
/// <param name="Features">The features of the state.</param>
/// <param name="Candidates">The ids of the videos to choose from.</param>
/// <param name="Count">The number of positions of the page.</param>
internal sealed record RankRequest(string Request, string User, float[] Features, string[] Candidates, int Count);

/// <summary>Represents a page.</summary>
/// <param name="Request">The id of the request.</param>
/// <param name="Model">The version of the model, a hash of its file.</param>
/// <param name="Seed">The seed of the draw.</param>
/// <param name="Exploration">The share of exploration.</param>
/// <param name="LogProbability">The natural logarithm of the probability of the whole page.</param>
/// <param name="Page">The videos from the top.</param>
internal sealed record RankAnswer(string Request, string Model, int Seed, double Exploration, double LogProbability, PlacedVideo[] Page);

/// <summary>Represents a video at its position.</summary>
/// <param name="Position">The position, counted from 1.</param>
/// <param name="Video">The id of the video.</param>
/// <param name="Probability">The probability of the video given those above it.</param>
internal sealed record PlacedVideo(int Position, string Video, double Probability);

/// <summary>Represents what a user did with a video of a page. A video may have several events, whose watch times add up.</summary>
/// <param name="Event">The id. An event with an id that was logged is not logged again.</param>
/// <param name="Request">The id of the request whose page has the video.</param>
/// <param name="Position">The position of the video.</param>
/// <param name="WatchTime">The watch time in seconds.</param>
/// <param name="Interaction">Whether the user liked, shared or commented.</param>
internal sealed record EventRequest(string Event, string Request, int Position, double WatchTime, bool Interaction);

/// <summary>Tells that an event is in the log.</summary>
internal sealed record EventAnswer(string Event);

/// <summary>Tells why a request was refused.</summary>
internal sealed record ErrorAnswer(string Error);

/// <summary>Represents the state of the service.</summary>
/// <param name="Status"><c>healthy</c>; <c>degraded</c> if a new model file cannot be read; <c>unhealthy</c> if the log cannot be written.</param>
/// <param name="Model">The version of the current model.</param>
/// <param name="Generation">The number of models that this process has loaded.</param>
/// <param name="Problem">What is wrong, or null.</param>
/// <param name="Exploration">The share of exploration.</param>
/// <param name="LogQueue">The number of entries that wait for their commit.</param>
/// <param name="Pages">The number of pages that this process has answered.</param>
/// <param name="Events">The number of events that this process has acknowledged.</param>
internal sealed record HealthAnswer(string Status, string Model, int Generation, string? Problem, double Exploration, int LogQueue, long Pages, long Events);

/// <summary>Represents a simulated visitor of the page in the browser.</summary>
/// <param name="User">The user.</param>
/// <param name="Profile">The features of the user.</param>
/// <param name="Candidates">The videos that were retrieved for the next page.</param>
internal sealed record Visitor(string User, IReadOnlyList<float> Profile, Candidate[] Candidates);

/// <summary>Represents a video that can be shown.</summary>
/// <param name="Video">The id.</param>
/// <param name="Tags">The numbers of its tags.</param>
/// <param name="Seconds">The duration.</param>
internal sealed record Candidate(string Video, int[] Tags, double Seconds);

/// <summary>Reads and writes the messages without reflection, so that the service starts sooner.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(RankRequest))]
[JsonSerializable(typeof(RankAnswer))]
[JsonSerializable(typeof(EventRequest))]
[JsonSerializable(typeof(EventAnswer))]
[JsonSerializable(typeof(ErrorAnswer))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(Visitor))]
internal sealed partial class FeedJson : JsonSerializerContext;
