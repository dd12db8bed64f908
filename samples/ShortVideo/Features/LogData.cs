using Microsoft.ML;
using Microsoft.ML.Data;
using ShortVideo.Data;

namespace ShortVideo.Features;

/// <summary>A log with features, as data views: sessions by a pause of 30 minutes, parts by time, and the catalog.</summary>
internal sealed class LogData
{
    private LogData(IDataView catalog, LogParts parts) => (Catalog, Parts) = (catalog, parts);

    /// <summary>All videos, with their features.</summary>
    public IDataView Catalog { get; }

    /// <summary>Rows by user and time, with <c>GroupId</c>, the session.</summary>
    public LogParts Parts { get; }

    public static LogData Create(MLContext ml, KuaiRandLog log, StateFeatures state, TimeSplit split)
    {
        var videos = VideoFeatures.OfAll(log.Videos);
        LogRow[] rows = [.. log.Exposures.Zip(state.Compute(log), (exposure, before) => Row(exposure, before, videos[exposure.VideoId], log.Propensity ?? 0))];
        CatalogRow[] catalog = [.. log.Videos.Select(video => new CatalogRow { VideoId = video.Id, VideoFeatures = videos[video.Id] })];
        var view = View(ml, rows, (nameof(LogRow.Taste), rows[0].Taste), (nameof(LogRow.Profile), rows[0].Profile), (nameof(LogRow.History), rows[0].History),
            (nameof(LogRow.VideoFeatures), rows[0].VideoFeatures));
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
        Taste = before.Taste,
        Profile = before.Profile,
        History = before.History,
        VideoFeatures = video,
        WatchTime = exposure.WatchTime,
        LogWatchTime = MathF.Log(1 + exposure.WatchTime),
        Click = exposure.Click,
        Like = exposure.Like,
        Interaction = exposure.Interaction,
        Propensity = propensity,
    };

    /// <summary>ML.NET wants to know the width of a vector before it reads the first row.</summary>
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
