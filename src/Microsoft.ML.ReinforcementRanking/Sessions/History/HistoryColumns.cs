using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Contains the columns of a log that history features are computed from, checked by their roles.</summary>
internal sealed record HistoryColumns
{
    /// <summary>Finds the columns that the options name.</summary>
    /// <param name="host">The host that errors are reported with.</param>
    /// <param name="rows">The log, and the description of its rows.</param>
    /// <param name="timestamp">The timestamp column.</param>
    /// <param name="options">The options, which name at least one of the columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has a type that its role does not accept.</exception>
    public HistoryColumns(IHost host, RowDescription rows, RoleColumn timestamp, SessionGroupingOptions options)
    {
        RoleColumn? Find(ColumnRole role, string? name) => name is null ? null : role.Require(host, rows, name);

        Timestamp = timestamp;
        Responses = [.. options.ResponseColumnNames.Select(name => ColumnRole.Response.Require(host, rows, name))];
        Action = Find(ColumnRole.CatalogAction, options.ActionColumnName);
        Attribute = Find(ColumnRole.Category with { Name = "action attribute" }, options.ActionAttributeColumnName);
        Request = Find(ColumnRole.Request, options.RequestColumnName);
        Chosen = Find(ColumnRole.Chosen, options.ChosenColumnName);
        Layout = new(options.Gap.Ticks, [.. options.ResponseColumnNames], options.HistoryLength, Attribute?.Column.Name,
            Attribute is null ? [] : ValuesOf(Attribute.Column));
    }

    public RoleColumn Timestamp { get; }

    public IReadOnlyList<RoleColumn> Responses { get; }

    public RoleColumn? Action { get; }

    public RoleColumn? Attribute { get; }

    public RoleColumn? Request { get; }

    public RoleColumn? Chosen { get; }

    public HistoryLayout Layout { get; }

    /// <summary>Gets the indices of the columns in the log.</summary>
    public IEnumerable<int> Indices
        => Responses.Append(Timestamp).Append(Action).Append(Attribute).Append(Request).Append(Chosen).OfType<RoleColumn>().Select(role => role.Column.Index);

    /// <summary>Returns the values of a key column as a log calls them, in the order of the keys.</summary>
    public static string[] ValuesOf(DataViewSchema.Column column) => ActionIdReader.Read(column)
        ?? [.. Enumerable.Range(1, column.Type.GetItemType().GetKeyCountAsInt32()).Select(key => key.ToString(CultureInfo.InvariantCulture))];
}
