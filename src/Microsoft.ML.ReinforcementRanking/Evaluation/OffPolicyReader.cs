using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>The columns of a scored log by role.</summary>
internal sealed record OffPolicyColumns(string[] Responses, string Probability, string Propensity, string RowGroup);

/// <summary>Reads a scored log once, checks every value, and keeps its sums by resampling unit.</summary>
internal sealed class OffPolicyReader(IHost host, OffPolicyColumns columns, OffPolicyOptions options)
{
    /// <summary>A probability computed in single precision may exceed 1 by rounding.</summary>
    private const double LargestProbability = 1 + 1e-5;

    private static readonly ColumnRole Resampling = ColumnRole.Session with { Name = "resampling" };

    private readonly double _largest = options.AreDensities ? double.MaxValue : LargestProbability;

    /// <summary>The sums of the log, the placebo as its last response, and the number of sessions.</summary>
    public (ImportanceSample Sample, int SessionCount) Read(IDataView scored)
    {
        var schema = scored.Schema;
        var probability = FindNumber(schema, columns.Probability, "probability", "Score the log with a fitted policy, which adds 'Probability', or name the column of the policy's probability of the logged action");
        var propensity = FindNumber(schema, columns.Propensity, "propensity", "Log the probability with which the action was chosen, or estimate it with BehaviorCloning");
        DataViewSchema.Column[] responses =
        [
            .. columns.Responses.Select(name => FindNumber(schema, name, "response", "Name a column of the log")),
            .. Optional(options.PlaceboColumnName, name => FindNumber(schema, name, "placebo", "Name a column of predictions made without the action, or leave PlaceboColumnName null")),
        ];
        RoleColumn[] groups =
        [
            ColumnRole.Session.Require(host, schema, columns.RowGroup, "Name the column, or make one with mlContext.Data.GroupSessions"),
            .. options.ResamplingColumnName is { } unit
                ? [Resampling.Require(host, schema, unit, "Name the column of the units to redraw, for example the user, or leave ResamplingColumnName null for the session")]
                : Array.Empty<RoleColumn>(),
        ];
        using var cursor = scored.GetRowCursor([probability, propensity, .. responses, .. groups.Select(group => group.Column)]);
        var weight = Weight(cursor, probability, propensity);
        Func<double>[] values = [.. responses.Select(column => Response(cursor, column))];
        ValueIndexer[] indices = [.. groups.Select(group => ValueIndexer.Create(group, cursor))];
        return (Sum(cursor, weight, values, indices), indices[0].Count);
    }

    private ImportanceSample Sum(DataViewRowCursor cursor, Func<double> weight, Func<double>[] responses, ValueIndexer[] indices)
    {
        var sample = new ImportanceSample(responses.Length, options.WeightCap);
        var values = new double[responses.Length];
        cursor.VisitRows(host, row =>
        {
            var unit = 0;
            // The last group, where there are two, is the resampling unit.
            foreach (var index in indices)
                unit = index.Read(row);
            for (var i = 0; i < values.Length; i++)
                values[i] = responses[i]();
            sample.Add(unit, weight(), values);
        });
        if (sample.MaximumWeight == 0)
            throw host.Except($"Column '{columns.Probability}' is 0 in all {sample.RowCount} rows: the policy never takes a logged action, so this log says nothing about it. Check that policy and log number the actions alike.");
        return sample;
    }

    private static IEnumerable<DataViewSchema.Column> Optional(string? name, Func<string, DataViewSchema.Column> find) => name is null ? [] : [find(name)];

    private DataViewSchema.Column FindNumber(DataViewSchema schema, string name, string role, string remedy) =>
        (ColumnRole.Number with { Name = role }).Require(host, schema, name, remedy).Column;

    private Func<double> Response(DataViewRow row, DataViewSchema.Column column)
    {
        var read = Number(row, column);
        return () => read() is var value && double.IsFinite(value)
            ? value
            : throw Bad(column.Name, row, value, "A response must be a finite number; drop the row or replace the value");
    }

    private Func<double> Weight(DataViewRow row, DataViewSchema.Column probabilityColumn, DataViewSchema.Column propensityColumn)
    {
        var (readProbability, readPropensity) = (Number(row, probabilityColumn), Number(row, propensityColumn));
        return () =>
        {
            var (probability, propensity) = (readProbability(), readPropensity());
            if (!(probability >= 0 && probability <= _largest))
            {
                throw Bad(probabilityColumn.Name, row, probability, $"A probability must be {Range("at least 0")}");
            }
            if (!(propensity > 0 && propensity <= _largest))
            {
                throw Bad(propensityColumn.Name, row, propensity, $"The propensity of a logged action must be {Range("above 0")}. Repair it or drop the row");
            }
            var weight = probability / propensity;
            return double.IsFinite(weight)
                ? weight
                : throw Bad(propensityColumn.Name, row, propensity, "It is so small that the weight overflows. Repair it or drop the row");
        };
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
