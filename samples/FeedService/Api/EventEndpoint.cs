using FeedServer.Logging;

namespace FeedServer.Api;

/// <summary>Logs what users did with the videos of a page. An event is in the log before it is acknowledged.</summary>
internal sealed class EventEndpoint(FeedLog log, TimeProvider clock)
{
    // Nobody watches a video for longer than a day. Trainers and evaluators read Single, in which larger numbers can be infinite.
    private const double LongestWatchTime = 86_400;

    /// <returns>The answer as JSON.</returns>
    /// <exception cref="RefusedException">The event is wrong, or its id was used for another one.</exception>
    public Task<string> Answer(EventRequest request)
    {
        if (request.Event.Length == 0)
            throw RefusedException.Bad("The event has no id. Give it one that a retry repeats.");
        if (request.WatchTime is not (>= 0 and <= LongestWatchTime))
            throw RefusedException.Bad($"The watch time of event '{request.Event}' is {request.WatchTime} s, but it must be from 0 to {LongestWatchTime} s.");
        return log.Append(new EventEntry(request, clock.GetUtcNow()));
    }
}
