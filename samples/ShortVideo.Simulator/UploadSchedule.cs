namespace ShortVideo.Simulator;

/// <summary>
/// Says which videos are in the catalog on a day. The ids count the videos in the order of their upload. New videos come at midnight, and as many of the
/// oldest leave, so the catalog of day d has the ids from d u to d u + n - 1, for u uploads per day and n videos.
/// </summary>
internal sealed class UploadSchedule(SimulatedLogOptions options)
{
    private readonly (int Days, int UploadsPerDay, int Videos) _size = (options.Days, options.UploadsPerDay, options.Videos);

    /// <summary>Gets the id of the oldest video of a catalog. The catalog does not change before the first day, nor after the last one.</summary>
    public int OldestAt(DateTimeOffset clock)
    {
        var day = Math.Floor((clock - SimulatedLog.Start).TotalDays);
        return (int)Math.Clamp(day, 0, _size.Days - 1) * _size.UploadsPerDay;
    }

    /// <summary>Gets the ids of a catalog, from the oldest video on.</summary>
    public int[] VideosAt(DateTimeOffset clock) => [.. Enumerable.Range(OldestAt(clock), _size.Videos)];
}
