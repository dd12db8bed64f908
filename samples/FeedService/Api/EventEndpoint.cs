using FeedServer.Logging;

namespace FeedServer.Api;

/// <summary>Logs what users did with the videos of a page. An event is in the log before it is acknowledged.</summary>
internal sealed class EventEndpoint(FeedLog log, TimeProvider clock)
{
    /// <returns>The answer as JSON.</returns>
    /// <exception cref="RefusedException">The event is wrong, or its id was used for another one.</exception>
    public Task<string> Answer(EventRequest request)
    {
        if (request.Event.Length == 0)
            throw RefusedException.Bad("The event has no id. Give it one that a retry repeats.");
        if (!double.IsFinite(request.WatchTime) || request.WatchTime < 0)
            throw RefusedException.Bad($"The watch time of event '{request.Event}' is {request.WatchTime} s, but it must be finite and at least 0.");
        return log.Append(new EventEntry(request, clock.GetUtcNow()));
    }
}
