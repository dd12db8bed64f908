using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>The columns of a scored log by role.</summary>
internal sealed record OffPolicyColumns(string[] Responses, string Probability, string Propensity, string RowGroup);

/// <summary>Reads a scored log once, checks every value, and hands every row to the samples.</summary>
internal sealed class OffPolicyReader(IHost host, OffPolicyColumns columns, OffPolicyOptions options)
{
    /// <summary>A probability computed in single precision may exceed 1 by rounding.</summary>
    private const double LargestProbability = 1 + 1e-5;

    private const string ValueRemedy = "Make the columns with mlContext.Ranking.FitPolicyValues, or leave ActionValueColumnNames and StateValueColumnNames null";

    private static readonly ColumnRole Resampling = ColumnRole.Session with { Name = "resampling" };

    private static readonly ColumnRole State = ColumnRole.Session with { Name = "state" };

    private static readonly ColumnRole Halves = ColumnRole.Features with { Name = "half-sample propensities", Expected = "a vector of Single of known size" };

    private readonly double _largest = options.AreDensities ? double.MaxValue : LargestProbability;

    /// <summary>The samples that the options ask for, the same of half-samples, and the number of sessions.</summary>
    public (OffPolicySamples Samples, HalfSamples Halves, int SessionCount) Read(IDataView scored)
    {
        var rows = new RowDescription(scored, columns.RowGroup);
        var probability = FindNumber(rows, columns.Probability, "probability", "Score the log with a fitted policy, which adds 'Probability', or name the column of the policy's probability of the logged action");
        var propensity = FindNumber(rows, columns.Propensity, "propensity", "Log the probability with which the action was chosen, or estimate it with mlContext.Ranking.EstimatePropensities");
        DataViewSchema.Column[] responses =
        [
            .. columns.Responses.Select(name => FindNumber(rows, name, "response", "Name a column of the log")),
            .. Optional(options.PlaceboColumnName, name => FindNumber(rows, name, "placebo", "Name a column of predictions made without the action, or leave PlaceboColumnName null")),
        ];
        DataViewSchema.Column[] actionValues = [.. (options.ActionValueColumnNames ?? []).Select(name => FindNumber(rows, name, "action value", ValueRemedy))];
        DataViewSchema.Column[] stateValues = [.. (options.StateValueColumnNames ?? []).Select(name => FindNumber(rows, name, "state value", ValueRemedy))];
        var session = ColumnRole.Session.Require(host, rows, columns.RowGroup, "Name the column, or make one with mlContext.Data.GroupSessions");
        var unit = FindOptional(rows, options.ResamplingColumnName, Resampling, "Name the column of the units to redraw, for example the user, or leave ResamplingColumnName null for the session");
        var state = FindOptional(rows, options.StateColumnName, State, "Name a column of discrete states, or leave StateColumnName null");
        var halves = FindOptional(rows, options.PropensityHalfSamplesColumnName, Halves, "Make the column with mlContext.Ranking.EstimatePropensities(..., numberOfHalfSamples: 20), or leave PropensityHalfSamplesColumnName null");

        using var cursor = scored.GetRowCursor([probability, propensity, .. responses, .. actionValues, .. stateValues, .. new[] { session, unit, state, halves }.OfType<RoleColumn>().Select(role => role.Column)]);
        var halfSamples = new HalfSamples(halves?.Column.Type.GetVectorSize() ?? 0, () => new(columns.Responses.Length, options));
        var reading = new ScoredRow(responses.Length, halfSamples.Count);
        var sessions = ValueIndexer.Create(session, cursor);
        Action<int>[] reads =
        [
            row => reading.Session = sessions.Read(row),
            ReadIndex(unit, cursor, index => reading.Unit = index) ?? (_ => reading.Unit = reading.Session),
            ReadIndex(state, cursor, index => reading.State = index) ?? (_ => { }),
            ReadNumbers(cursor, responses, reading.Responses, "A response must be a finite number"),
            ReadNumbers(cursor, actionValues, reading.ActionValues, "An action value must be a finite number"),
            ReadNumbers(cursor, stateValues, reading.StateValues, "A state value must be a finite number"),
            ReadWeights(cursor, probability, propensity, reading, halves, halfSamples),
        ];
        return (Collect(cursor, reading, reads, halfSamples), halfSamples, sessions.Count);
    }

    private OffPolicySamples Collect(DataViewRowCursor cursor, ScoredRow reading, Action<int>[] reads, HalfSamples halves)
    {
        var samples = new OffPolicySamples(columns.Responses.Length, options);
        cursor.VisitRows(host, row =>
        {
            foreach (var read in reads)
                read(row);
            if (!samples.Add(reading) || !halves.Add(reading))
                throw host.Except($"The product of a session's weights overflows in row {row} (the first is 0), after {reading.Step + 1} rows of the session: weights of whole sessions say nothing here. Cut longer sessions, evaluate a policy nearer to the logged one, or leave {nameof(OffPolicyOptions)}.{nameof(OffPolicyOptions.DiscountFactor)} null.");
        });
        if (samples.Rows.MaximumWeight == 0)
            throw host.Except($"Column '{columns.Probability}' is 0 in all {samples.Rows.RowCount} rows: the policy never takes a logged action, so this log says nothing about it. Check that policy and log number the actions alike.");
        samples.Complete();
        halves.Complete();
        return samples;
    }

    private static Action<int>? ReadIndex(RoleColumn? column, DataViewRow row, Action<int> set)
    {
        if (column is null)
            return null;
        var indexer = ValueIndexer.Create(column, row);
        return rowNumber => set(indexer.Read(rowNumber));
    }

    private Action<int> ReadNumbers(DataViewRow row, DataViewSchema.Column[] from, double[] to, string rule)
    {
        Func<double>[] reads = [.. from.Select(column => Finite(row, column, rule))];
        return _ =>
        {
            for (var index = 0; index < reads.Length; index++)
                to[index] = reads[index]();
        };
    }

    private RoleColumn? FindOptional(RowDescription rows, string? name, ColumnRole role, string remedy) => name is null ? null : role.Require(host, rows, name, remedy);

    private static IEnumerable<DataViewSchema.Column> Optional(string? name, Func<string, DataViewSchema.Column> find) => name is null ? [] : [find(name)];

    private DataViewSchema.Column FindNumber(RowDescription rows, string name, string role, string remedy) =>
        (ColumnRole.Number with { Name = role }).Require(host, rows, name, remedy).Column;

    private Func<double> Finite(DataViewRow row, DataViewSchema.Column column, string rule)
    {
        var read = Number(row, column);
        return () => read() is var value && double.IsFinite(value)
            ? value
            : throw Bad(column.Name, row, value, $"{rule}; drop the row or replace the value");
    }

    private Action<int> ReadWeights(
        DataViewRow row, DataViewSchema.Column probabilityColumn, DataViewSchema.Column propensityColumn, ScoredRow reading, RoleColumn? halvesColumn, HalfSamples halves)
    {
        var (readProbability, readPropensity) = (Number(row, probabilityColumn), Number(row, propensityColumn));
        var readHalves = halvesColumn is null ? null : row.GetGetter<VBuffer<float>>(halvesColumn.Column);
        var propensities = default(VBuffer<float>);
        return _ =>
        {
            var probability = readProbability();
            if (!(probability >= 0 && probability <= _largest))
            {
                throw Bad(probabilityColumn.Name, row, probability, $"A probability must be {Range("at least 0")}");
            }
            reading.Weight = Weight(row, probability, propensityColumn.Name, readPropensity());
            readHalves?.Invoke(ref propensities);
            foreach (var (half, propensity) in propensities.Items(all: true))
            {
                reading.HalfWeights[half] = float.IsNaN(propensity) ? double.NaN : Weight(row, probability, $"{halvesColumn!.Column.Name}[{half}]", propensity);
                if (!halves.Place(half, reading))
                    throw Bad($"{halvesColumn!.Column.Name}[{half}]", row, propensity, $"Other rows of its {Unit} are on the other side of the half-sample. Give mlContext.Ranking.EstimatePropensities that column as RowGroupColumnName, so that halves are of whole units");
            }
        };
    }

    private string Unit => options.ResamplingColumnName is { } name ? $"value of the resampling column '{name}'" : $"session (column '{columns.RowGroup}')";

    private double Weight(DataViewRow row, double probability, string propensityColumn, double propensity)
    {
        if (!(propensity > 0 && propensity <= _largest))
        {
            throw Bad(propensityColumn, row, propensity, $"The propensity of a logged action must be {Range("above 0")}. Repair it or drop the row");
        }
        return probability / propensity is var weight && double.IsFinite(weight)
            ? weight
            : throw Bad(propensityColumn, row, propensity, "It is so small that the weight overflows. Repair it or drop the row");
    }

    private string Range(string lower) => options.AreDensities
        ? $"{lower} and finite"
        : $"{lower} and at most 1 (where the columns hold densities of a continuous action, set {nameof(OffPolicyOptions)}.{nameof(OffPolicyOptions.AreDensities)})";

    private Exception Bad(string column, DataViewRow row, object value, string remedy) => host.Except(string.Create(
        CultureInfo.InvariantCulture, $"Column '{column}' is {value} in row {row.Position} (the first is 0). {remedy}."));

    private static Func<double> Number(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = RowCursorUtils.GetGetterAs<double>(NumberDataViewType.Double, row, column.Index);
        var value = 0.0;
        return () =>
        {
            getter(ref value);
            return value;
        };
    }
}
