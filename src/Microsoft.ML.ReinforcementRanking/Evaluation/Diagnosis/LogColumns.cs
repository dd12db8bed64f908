using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Represents the columns of a log that a diagnosis reads. Those that the options do not name are null.</summary>
internal sealed record LogColumns(
    IReadOnlyList<RoleColumn> Responses, RoleColumn? Features, RoleColumn? Action, RoleColumn? EligibleActions, RoleColumn? Session, RoleColumn? Timestamp,
    RoleColumn? Propensity)
{
    public IEnumerable<DataViewSchema.Column> All =>
        Responses.Concat(new[] { Features, Action, EligibleActions, Session, Timestamp, Propensity }.OfType<RoleColumn>()).Select(role => role.Column);

    public static LogColumns Find(IHost host, IDataView data, IReadOnlyList<string> responses, LogDiagnosisOptions options)
    {
        var rows = new RowDescription(data, options.RowGroupColumnName, options.TimestampColumnName, options.ActionColumnName);
        RoleColumn? Optional(string? name, ColumnRole role, string option) =>
            name is null ? null : role.Require(host, rows, name, $"Name the column, or set {option} to null");
        return new(
            [.. responses.Select(name => ColumnRole.Response.Require(host, rows, name))],
            Optional(options.FeatureColumnName, ColumnRole.Features, nameof(options.FeatureColumnName)),
            Optional(options.ActionColumnName, ColumnRole.CatalogAction, nameof(options.ActionColumnName)),
            Optional(options.EligibleActionColumnName, ColumnRole.EligibleActions, nameof(options.EligibleActionColumnName)),
            Optional(options.RowGroupColumnName, ColumnRole.Session, nameof(options.RowGroupColumnName)),
            Optional(options.TimestampColumnName, ColumnRole.Timestamp, nameof(options.TimestampColumnName)),
            Optional(options.PropensityColumnName, ColumnRole.Propensity, nameof(options.PropensityColumnName)));
    }
}
