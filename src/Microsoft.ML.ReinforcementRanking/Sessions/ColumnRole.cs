using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>What a column is for, and which types can serve. The one place where a wrong schema becomes an error.</summary>
internal sealed record ColumnRole(string Name, string Expected, Func<DataViewType, bool> Accepts)
{
    private const string Identity = "a key, an integer or text";

    private const string NameAnother = "Name one of these, or add the column before";

    public static readonly ColumnRole Features = new("features",
        "a vector of Single of known size (join columns with mlContext.Transforms.Concatenate)", IsKnownVector);

    public static readonly ColumnRole Session = new("session", Identity, IsIdentity);

    public static readonly ColumnRole Response = new("response",
        "Single or Boolean (convert with mlContext.Transforms.Conversion.ConvertType)",
        type => type == NumberDataViewType.Single || type == BooleanDataViewType.Instance);

    public static readonly ColumnRole Task = Response with { Name = "task" };

    public static readonly ColumnRole Category = new("categorical",
        "a key of known cardinality or a vector of such keys (map values with mlContext.Transforms.Conversion.MapValueToKey)",
        type => IsCatalogKey(type is VectorDataViewType vector ? vector.ItemType : type));

    public static readonly ColumnRole Number = new("number",
        "Single, Double or Boolean (mlContext.Transforms.Conversion.ConvertType changes it)",
        type => IsSingle(type) || type == NumberDataViewType.Double || type == BooleanDataViewType.Instance);

    public static readonly ColumnRole Action = new("action",
        "a key of known cardinality (map values with mlContext.Transforms.Conversion.MapValueToKey) or a vector of Single of known size",
        type => IsCatalogKey(type) || IsKnownVector(type));

    public static readonly ColumnRole KeyAction = new("action",
        "a key of known cardinality (map values with mlContext.Transforms.Conversion.MapValueToKey)", IsCatalogKey);

    public static readonly ColumnRole ActionFeatures = Features with { Name = "action features" };

    public static readonly ColumnRole Propensity = new("propensity", "Single", IsSingle);

    public static readonly ColumnRole Weight = new("weight", "Single", IsSingle);

    public static readonly ColumnRole User = new("user", Identity, IsIdentity);

    public static readonly ColumnRole Timestamp = new("timestamp",
        "milliseconds since the Unix epoch as Int64, UInt64, Single or Double, or a DateTime",
        type => type == NumberDataViewType.Int64 || type == NumberDataViewType.UInt64 || IsSingle(type)
            || type == NumberDataViewType.Double || type == DateTimeDataViewType.Instance);

    /// <summary>The named column of the schema, or an error naming role, column, expected and actual type.</summary>
    /// <param name="host">Where errors come from.</param>
    /// <param name="schema">The data's columns.</param>
    /// <param name="columnName">The column to find.</param>
    /// <param name="remedy">What the user can do where it is missing, as a sentence without its stop.</param>
    public RoleColumn Require(IHost host, DataViewSchema schema, string columnName, string remedy = NameAnother)
    {
        if (schema.GetColumnOrNull(columnName) is not { } column)
            throw Missing(host, columnName, schema.Select(existing => existing.Name), remedy);
        if (!Accepts(column.Type))
            throw host.ExceptSchemaMismatch("data", Name, columnName, Expected, column.Type.ToString());
        return new RoleColumn(host, this, column);
    }

    /// <summary>The same for what is promised of a schema before there are data.</summary>
    public void Require(IHost host, SchemaShape schema, string columnName)
    {
        if (!schema.TryFindColumn(columnName, out var column))
            throw Missing(host, columnName, schema.Select(existing => existing.Name), NameAnother);
        if (!Accepts(TypeOf(column)))
            throw host.ExceptSchemaMismatch("data", Name, columnName, Expected, column.GetTypeString());
    }

    private Exception Missing(IHost host, string columnName, IEnumerable<string> existing, string remedy) => host.ExceptUserArg("data",
        $"Could not find the {Name} column '{columnName}'. The data has: {string.Join(", ", existing)}. {remedy}.");

    // A shape leaves sizes open, so any known one stands for them.
    private static DataViewType TypeOf(SchemaShape.Column column) => column.Kind switch
    {
        SchemaShape.Column.VectorKind.Vector => new VectorDataViewType(ItemTypeOf(column), 1),
        SchemaShape.Column.VectorKind.VariableVector => new VectorDataViewType(ItemTypeOf(column)),
        _ => ItemTypeOf(column),
    };

    private static PrimitiveDataViewType ItemTypeOf(SchemaShape.Column column)
        => column.IsKey ? new KeyDataViewType(column.ItemType.RawType, 1) : (PrimitiveDataViewType)column.ItemType;

    private static bool IsSingle(DataViewType type) => type == NumberDataViewType.Single;

    private static bool IsKnownVector(DataViewType type) => type is VectorDataViewType { IsKnownSize: true } vector && IsSingle(vector.ItemType);

    // A key without declared cardinality carries the largest value of its raw type instead of a count.
    private static bool IsCatalogKey(DataViewType type) => type is KeyDataViewType key && key.Count <= (ulong)Array.MaxLength;

    private static bool IsIdentity(DataViewType type) => type is KeyDataViewType or TextDataViewType
        || (type is NumberDataViewType && !IsSingle(type) && type != NumberDataViewType.Double);
}
