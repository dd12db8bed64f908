using System.Reflection;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Schemas as text that two of them can be compared by.</summary>
internal static class SchemaText
{
    // ML.NET keeps the way from a schema to its shape to itself.
    private static readonly Func<DataViewSchema, SchemaShape> Create = typeof(SchemaShape)
        .GetMethod("Create", BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public, [typeof(DataViewSchema)])!
        .CreateDelegate<Func<DataViewSchema, SchemaShape>>();

    public static SchemaShape ToShape(this DataViewSchema schema) => Create(schema);

    /// <summary>One line per column, by name: what a consumer can rely on.</summary>
    public static string[] Describe(this SchemaShape shape)
        => [.. shape.Select(
            column =>
            $"{column.Name}: {column.Kind} of {column.ItemType}{(column.IsKey ? ", a key" : "")}, with {string.Join(", ", Names(column.Annotations))}")
            .Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Names(SchemaShape annotations) => annotations.Select(column => column.Name).Order(StringComparer.Ordinal);
}
