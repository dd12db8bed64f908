using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Learns what happened to users, items and other keys: how often they were seen, when last, and the means of their responses. It is created by
/// <c>mlContext.Transforms.ResponseStatistics</c>.
/// </summary>
public sealed class ResponseStatisticsEstimator : IEstimator<ResponseStatisticsTransformer>
{
    private readonly IHost _host;
    private readonly StatisticsLayout _layout;
    private readonly TimestampUnit _unit;

    internal ResponseStatisticsEstimator(
        IHostEnvironment env, string output, string[] keys, string[] responses, string timestamp, ResponseStatisticsOptions options)
    {
        _host = env.Register(nameof(ResponseStatisticsEstimator));
        Check(output, keys, responses, timestamp, options);
        string[][] combinations = [.. options.KeyCombinations.Select(key => key.ToArray())];
        _layout = new(output, [.. keys.Select(key => (string[])[key]), .. combinations], [.. responses], timestamp, options.PriorStrength);
        _unit = options.TimestampUnit;
    }

    /// <summary>Reads the columns once, in any order of the rows. The memory grows with the distinct values of the keys.</summary>
    /// <param name="input">The training rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    /// <exception cref="InvalidOperationException">
    /// There are no rows, a response is infinite, or a time is not finite, not a date, out of range, or in another unit than the others.
    /// </exception>
    public ResponseStatisticsTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var columns = StatisticsColumns.Find(_host, new RowDescription(input, _layout.Timestamp), _layout, needsResponses: true);
        var state = new StatisticsState(_layout);
        using var cursor = input.GetRowCursor(columns.All);
        var reader = new StatisticsReader(columns, cursor);
        var survey = new TimestampSurvey(columns.Timestamp, reader.Times.Steps);
        var (first, last) = ((Row: 0, Code: long.MaxValue), (Row: 0, Code: long.MinValue));
        cursor.VisitRows(_host, row =>
        {
            var code = reader.Read(row);
            survey.Add(row, reader.Times.NumberOf(code));
            state.AddAtOnce(code, reader.Keys, reader.Responses);
            first = code < first.Code ? (row, code) : first;
            last = code > last.Code ? (row, code) : last;
        });
        var step = StepOf(survey);
        // If the first and the last time are valid, so are all others.
        reader.Times.ToTicks(first.Row, first.Code, step);
        state.ConvertTimes(code => reader.Times.ToTicks(last.Row, code, step));
        return new(_host, new(_layout, step, state));
    }

    /// <summary>Returns the shape of the data after the transform.</summary>
    /// <param name="inputSchema">The shape of the data before it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        StatisticsColumns.Check(_host, inputSchema, _layout);
        var slotNames = new SchemaShape.Column(
            AnnotationUtils.Kinds.SlotNames, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, isKey: false);
        var output = new SchemaShape.Column(
            _layout.Output, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, isKey: false, new([slotNames]));
        return new([.. inputSchema.Where(column => column.Name != _layout.Output), output]);
    }

    private TimestampStep StepOf(TimestampSurvey survey)
    {
        var step = survey.StepOf(_unit);
        using var channel = _host.Start("Response statistics");
        channel.Info(survey.Describe(step));
        foreach (var warning in survey.Warnings(step, isNamed: _unit != TimestampUnit.Auto))
            channel.Warning(warning);
        return step;
    }

    private void Check(string output, string[] keys, string[] responses, string timestamp, ResponseStatisticsOptions options)
    {
        var failures = new OptionFailures();
        failures.RequireName(output, "outputColumnName");
        if (keys is null or { Length: > 0 } || options.KeyCombinations is not { Count: > 0 })
            failures.RequireNames(keys, "keyColumnNames");
        failures.RequireNames(responses, "responseColumnNames");
        failures.RequireName(timestamp, "timestampColumnName");
        const string Combinations = nameof(ResponseStatisticsOptions.KeyCombinations);
        failures.Require(options.KeyCombinations is not null, Combinations, null, "a list");
        foreach (var key in options.KeyCombinations ?? [])
        {
            failures.RequireNames(key, Combinations);
            failures.Require(key is not { Count: 1 }, Combinations, key is { Count: 1 } ? key[0] : null, "combinations of at least two columns");
        }
        failures.RequireDistinct((options.KeyCombinations ?? []).OfType<IEnumerable<string>>().Select(key => string.Join('+', key)), Combinations);
        if (options.PriorStrength is { } strength)
            failures.RequirePositive(strength, nameof(options.PriorStrength));
        failures.Require(Enum.IsDefined(options.TimestampUnit), nameof(options.TimestampUnit), options.TimestampUnit,
            $"one of {string.Join(", ", Enum.GetNames<TimestampUnit>())}");
        failures.ThrowIfAny(_host);
    }
}
