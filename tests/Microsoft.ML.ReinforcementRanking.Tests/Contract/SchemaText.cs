using System.Reflection;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Formats schemas as text, so that two schemas can be compared.</summary>
internal static class SchemaText
{
    // The conversion from a schema to its shape is internal in ML.NET.
    private static readonly Func<DataViewSchema, SchemaShape> Create = typeof(SchemaShape)
        .GetMethod("Create", BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public, [typeof(DataViewSchema)])!
        .CreateDelegate<Func<DataViewSchema, SchemaShape>>();

    public static SchemaShape ToShape(this DataViewSchema schema) => Create(schema);

    /// <summary>Formats one line per column, sorted by name, with everything that a consumer can rely on.</summary>
    public static string[] Describe(this SchemaShape shape)
        => [.. shape.Select(
            column =>
            $"{column.Name}: {column.Kind} of {column.ItemType}{(column.IsKey ? ", a key" : "")}, with {string.Join(", ", Names(column.Annotations))}")
            .Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Names(SchemaShape annotations) => annotations.Select(column => column.Name).Order(StringComparer.Ordinal);
}
