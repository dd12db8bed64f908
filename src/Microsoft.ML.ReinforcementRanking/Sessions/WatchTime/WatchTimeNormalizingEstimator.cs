using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Learns classes of video length and the distribution of watch times in each class. It is created by <c>mlContext.Transforms.NormalizeWatchTime</c>.
/// </summary>
public sealed class WatchTimeNormalizingEstimator : IEstimator<WatchTimeNormalizingTransformer>
{
    private readonly IHost _host;
    private readonly string _outputColumnName;
    private readonly string _watchTimeColumnName;
    private readonly string _durationColumnName;
    private readonly int _numberOfBins;

    internal WatchTimeNormalizingEstimator(IHostEnvironment env, string output, string watchTime, string duration, int numberOfBins)
    {
        _host = env.Register(nameof(WatchTimeNormalizingEstimator));
        (_outputColumnName, _watchTimeColumnName, _durationColumnName, _numberOfBins) = (output, watchTime, duration, numberOfBins);
        var failures = new OptionFailures();
        failures.RequireName(output, "outputColumnName");
        failures.RequireName(watchTime, "watchTimeColumnName");
        failures.RequireName(duration, "durationColumnName");
        failures.RequireAtLeast(numberOfBins, 1, nameof(numberOfBins));
        failures.ThrowIfAny(_host, nameof(numberOfBins));
    }

    /// <summary>Reads the two columns once. Memory is 8 bytes per row while the method works.</summary>
    /// <param name="input">The training rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or is no number.</exception>
    /// <exception cref="InvalidOperationException">There are no rows, or a watch time is negative or not finite.</exception>
    public WatchTimeNormalizingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var rows = new RowDescription(input);
        var watchTime = WatchTimeColumns.WatchTime.Require(_host, rows, _watchTimeColumnName);
        var duration = WatchTimeColumns.VideoDuration.Require(_host, rows, _durationColumnName);
        var durations = new ChunkedColumn<float>();
        NumberCollector watchTimes;
        using (var cursor = input.GetRowCursor([watchTime.Column, duration.Column]))
        {
            watchTimes = new(watchTime, cursor, WatchTimeColumns.Rule);
            var readDuration = ColumnReaders.Number(cursor, duration.Column);
            cursor.VisitRows(_host, row =>
            {
                watchTimes.Add(row);
                durations.Add((float)readDuration());
            });
        }
        return new(_host, new(_outputColumnName, _watchTimeColumnName, _durationColumnName, IsInverse: false),
            WatchTimeScale.Of(watchTimes.MoveToArray(), durations.MoveToArray(), _numberOfBins));
    }

    /// <summary>Returns the shape of the data after the transform.</summary>
    /// <param name="inputSchema">The shape of the data before it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or is no number.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        WatchTimeColumns.WatchTime.Require(_host, inputSchema, _watchTimeColumnName);
        WatchTimeColumns.VideoDuration.Require(_host, inputSchema, _durationColumnName);
        var output = new SchemaShape.Column(_outputColumnName, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, isKey: false);
        return new([.. inputSchema.Where(column => column.Name != _outputColumnName), output]);
    }
}
