using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Contains the columns of a view that response statistics are computed from, checked by their roles.</summary>
internal sealed record StatisticsColumns(IReadOnlyList<IReadOnlyList<RoleColumn>> Keys, IReadOnlyList<RoleColumn> Responses, RoleColumn Timestamp)
{
    private static readonly ColumnRole Key = ColumnRole.User with { Name = "key" };

    /// <summary>Gets the columns that are read, each once.</summary>
    public IEnumerable<DataViewSchema.Column> All
        => Keys.SelectMany(key => key).Concat(Responses).Append(Timestamp).Select(role => role.Column).DistinctBy(column => column.Index);

    /// <summary>Finds the columns of a layout.</summary>
    /// <param name="host">The host that errors are reported with.</param>
    /// <param name="rows">The view, and the description of its rows.</param>
    /// <param name="layout">The names of the columns.</param>
    /// <param name="needsResponses">Whether a missing response column is an error. Otherwise there are no responses unless the view has all of them.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has a type that its role does not accept.</exception>
    public static StatisticsColumns Find(IHost host, RowDescription rows, StatisticsLayout layout, bool needsResponses)
    {
        var hasResponses = needsResponses || layout.Responses.All(name => rows.Schema.GetColumnOrNull(name) is not null);
        return new(
            [.. layout.Keys.Select(key => (RoleColumn[])[.. key.Select(name => Key.Require(host, rows, name))])],
            hasResponses ? [.. layout.Responses.Select(name => ColumnRole.Response.Require(host, rows, name))] : [],
            ColumnRole.Timestamp.Require(host, rows, layout.Timestamp));
    }

    /// <summary>Checks the columns of a shape.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has a type that its role does not accept.</exception>
    public static void Check(IHost host, SchemaShape schema, StatisticsLayout layout)
    {
        foreach (var name in layout.Keys.SelectMany(key => key).Distinct())
            Key.Require(host, schema, name);
        foreach (var name in layout.Responses)
            ColumnRole.Response.Require(host, schema, name);
        ColumnRole.Timestamp.Require(host, schema, layout.Timestamp);
    }
}
