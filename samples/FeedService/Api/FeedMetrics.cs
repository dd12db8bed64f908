using System.Diagnostics.Metrics;
using FeedServer.Logging;
using FeedServer.Models;

namespace FeedServer.Api;

/// <summary>Measures the service. Any listener of .NET metrics, such as dotnet-counters or an exporter of OpenTelemetry, reads them.</summary>
internal sealed class FeedMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Microsoft.ML.ReinforcementRanking";

    private readonly Meter _meter;
    private readonly Counter<long> _requests;
    private readonly Histogram<double> _durations;
    private long _pages;
    private long _events;

    public FeedMetrics(IMeterFactory factory)
    {
        _meter = factory.Create(MeterName);
        _requests = _meter.CreateCounter<long>("feed.requests", "{request}", "The requests that were answered, by path and status.");
        _durations = _meter.CreateHistogram<double>("feed.request.duration", "s", "The time from a request to its answer, with the commit of its row.");
    }

    /// <summary>The number of pages that were answered.</summary>
    public long Pages => Interlocked.Read(ref _pages);

    /// <summary>The number of events that were acknowledged.</summary>
    public long Events => Interlocked.Read(ref _events);

    public void Answered(string path, int status, TimeSpan duration)
    {
        KeyValuePair<string, object?> pathTag = new("path", path), statusTag = new("status", status);
        _requests.Add(1, pathTag, statusTag);
        _durations.Record(duration.TotalSeconds, pathTag, statusTag);
        if (status == StatusCodes.Status200OK)
            Interlocked.Increment(ref path == "/rank" ? ref _pages : ref _events);
    }

    /// <summary>Adds the metrics of the log and of the model pool.</summary>
    public void Observe(FeedLog log, ModelPool models)
    {
        _meter.CreateObservableGauge("feed.log.queue", () => log.QueueLength, "{entry}", "The entries that wait for their commit.");
        _meter.CreateObservableCounter("feed.log.entries", () => log.EntryCount, "{entry}", "The entries that were committed.");
        _meter.CreateObservableCounter("feed.log.commits", () => log.CommitCount, "{commit}", "The commits. Each of them has one or more entries.");
        _meter.CreateObservableGauge("feed.model.generation", () => models.Current.Number, "{model}", "The number of models that were loaded.");
        _meter.CreateObservableCounter("feed.model.failures", () => models.FailureCount, "{file}", "The model files that could not be read.");
    }
}
