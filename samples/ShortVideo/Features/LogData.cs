using Microsoft.ML;
using Microsoft.ML.Data;
using ShortVideo.Data;

namespace ShortVideo.Features;

/// <summary>Represents a log with features as data views. A pause of 30 minutes ends a session, and the log is split by time.</summary>
internal sealed class LogData
{
    private LogData(IDataView catalog, LogParts parts) => (Catalog, Parts) = (catalog, parts);

    /// <summary>The videos of the catalog, with their features.</summary>
    public IDataView Catalog { get; }

    /// <summary>The rows by user and time. <c>GroupId</c> is the session.</summary>
    public LogParts Parts { get; }

    public static LogData Create(MLContext ml, KuaiRandLog log, StateFeatures state, TimeSplit split)
    {
        var videos = VideoFeatures.OfAll(log.Videos);
        LogRow[] rows = [.. log.Exposures.Zip(state.Compute(log), (exposure, before) => Row(exposure, before, videos[exposure.VideoId],
            log.PropensityOf(exposure) ?? 0))];
        CatalogRow[] catalog = [.. log.Videos.Select(video => new CatalogRow { VideoId = video.Id, VideoFeatures = videos[video.Id] })];
        var view = View(ml, rows, (nameof(LogRow.Preferences), rows[0].Preferences), (nameof(LogRow.Profile), rows[0].Profile),
            (nameof(LogRow.History), rows[0].History), (nameof(LogRow.VideoFeatures), rows[0].VideoFeatures));
        var sessions = ml.Data.GroupSessions(view, nameof(LogRow.UserId), nameof(LogRow.Time));
        IDataView Part(Func<long, bool> contains) => ml.Data.FilterByCustomPredicate<Timed>(sessions, row => !contains(row.Time));
        return new(
            View(ml, catalog, (nameof(CatalogRow.VideoFeatures), catalog[0].VideoFeatures)),
            new(Part(split.IsTraining), Part(split.IsValidation), Part(split.IsTest)));
    }

    private static LogRow Row(Exposure exposure, State before, float[] video, float propensity) => new()
    {
        UserId = exposure.UserId,
        VideoId = exposure.VideoId,
        Time = exposure.Time,
        Preferences = before.Preferences,
        Profile = before.Profile,
        History = before.History,
        VideoFeatures = video,
        Candidates = exposure.Candidates ?? [],
        WatchTime = exposure.WatchTime,
        LogWatchTime = MathF.Log(1 + exposure.WatchTime),
        Click = exposure.Click,
        Like = exposure.Like,
        Interaction = exposure.Interaction,
        Propensity = propensity,
    };

    /// <summary>Creates a data view. ML.NET needs the size of a vector before it reads the first row.</summary>
    private static IDataView View<T>(MLContext ml, T[] rows, params ReadOnlySpan<(string Column, float[] Example)> vectors)
        where T : class
    {
        var schema = SchemaDefinition.Create(typeof(T));
        foreach (var (column, example) in vectors)
            schema[column].ColumnType = new VectorDataViewType(NumberDataViewType.Single, example.Length);
        return ml.Data.LoadFromEnumerable(rows, schema);
    }

    private sealed class Timed
    {
        public long Time { get; set; }
    }
}
