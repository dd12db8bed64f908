using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Represents the purpose of a column and the types that it accepts. All errors about a wrong schema come from this class.</summary>
internal sealed record ColumnRole(string Name, string Expected, Func<DataViewType, bool> Accepts)
{
    private const string Identity = "a key, an integer or text";

    private const string NameAnother = "Name one of them, or add the column to the data first";

    public static readonly ColumnRole Features = new("features",
        "a vector of Single of known size (join columns with mlContext.Transforms.Concatenate)", IsKnownVector);

    public static readonly ColumnRole Session = new("session", Identity, IsIdentity)
    {
        MissingRemedy = "Name the column, make one with mlContext.Data.GroupSessions, or set RowGroupColumnName to null where every row is a session",
    };

    /// <summary>The request that a row is a candidate of, or whose page it is on.</summary>
    public static readonly ColumnRole Request = new("request", Identity, IsIdentity);

    /// <summary>Whether a candidate of a request was chosen.</summary>
    public static readonly ColumnRole Chosen = new("chosen", "Boolean", type => type == BooleanDataViewType.Instance)
    {
        Remedy = _ => "convert with mlContext.Transforms.Conversion.ConvertType",
    };

    /// <summary>A response, a label or any other number of a row.</summary>
    public static readonly ColumnRole Number =
        new("number", "Single, Double, Boolean or an integer", type => IsNumber(type) || type == BooleanDataViewType.Instance) { Remedy = NumberRemedy };

    public static readonly ColumnRole Response = Number with { Name = "response" };

    public static readonly ColumnRole Task = Number with { Name = "task" };

    public static readonly ColumnRole Category = new("categorical",
        "a key of known cardinality or a vector of such keys (map values with mlContext.Transforms.Conversion.MapValueToKey)",
        type => IsCatalogKey(type is VectorDataViewType vector ? vector.ItemType : type));

    /// <summary>An action of a catalog, or a continuous action.</summary>
    public static readonly ColumnRole Action = new("action", "text, an integer, a key of known cardinality, or a vector of Single of known size",
        type => IsCatalogAction(type) || IsKnownVector(type))
    {
        Remedy = ActionRemedy,
    };

    /// <summary>An action of a catalog.</summary>
    public static readonly ColumnRole CatalogAction = new("action", "text, an integer, or a key of known cardinality", IsCatalogAction)
    {
        Remedy = ActionRemedy,
    };

    /// <summary>The actions of a catalog that could have been chosen.</summary>
    public static readonly ColumnRole EligibleActions = new("eligible actions", "a vector of text, of integers, or of keys of known cardinality",
        type => type is VectorDataViewType vector && IsCatalogAction(vector.ItemType));

    public static readonly ColumnRole ActionProbabilities = Features with { Name = "action probabilities", Expected = "a vector of Single of known size" };

    public static readonly ColumnRole ActionFeatures = Features with { Name = "action features" };

    /// <summary>A probability or density that a model predicts.</summary>
    public static readonly ColumnRole Probability =
        new("probability", "Single or Double", type => IsSingle(type) || type == NumberDataViewType.Double) { Remedy = NumberRemedy };

    public static readonly ColumnRole Propensity = Probability with { Name = "propensity" };

    public static readonly ColumnRole Weight = new("weight", "Single, Double or an integer", IsNumber) { Remedy = NumberRemedy };

    public static readonly ColumnRole Position = Weight with { Name = "position" };

    public static readonly ColumnRole User = new("user", Identity, IsIdentity);

    public static readonly ColumnRole Timestamp = new("timestamp",
        "a number of seconds, milliseconds, microseconds or nanoseconds since 1970, a DateTime, a DateTimeOffset, or ISO 8601 text",
        type => IsNumber(type) || TimestampReader.IsDate(type));

    /// <summary>Gets a function that returns the remedy for a column of another type, or null if <see cref="Expected"/> contains it.</summary>
    public Func<DataViewType, string>? Remedy { get; init; }

    /// <summary>Gets the remedy for a missing column, as a sentence without its final period.</summary>
    private string MissingRemedy { get; init; } = NameAnother;

    /// <summary>Returns the named column of a view. Errors about its values describe the row.</summary>
    /// <param name="host">The host that errors are reported with.</param>
    /// <param name="rows">The view, and the description of its rows.</param>
    /// <param name="columnName">The name of the column.</param>
    /// <param name="remedy">The remedy for a missing column, as a sentence without its final period, or null for that of the role.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The column is missing or has another type. The message names the role, the column, and the expected and actual types.
    /// </exception>
    public RoleColumn Require(IHost host, RowDescription rows, string columnName, string? remedy = null)
    {
        Require(host, rows.Schema, columnName, remedy);
        return new RoleColumn(host, this, rows.Schema[columnName], rows);
    }

    /// <summary>Checks the named column of a schema.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or has another type.</exception>
    public void Require(IHost host, DataViewSchema schema, string columnName, string? remedy = null)
    {
        if (schema.GetColumnOrNull(columnName) is not { } column)
            throw Missing(host, columnName, schema.Where(existing => !existing.IsHidden).Select(existing => existing.Name), remedy);
        if (!Accepts(column.Type))
            throw Mismatch(host, columnName, column.Type, column.Type.ToString());
    }

    /// <summary>Checks the named column of the shape that a schema will have.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or has another type.</exception>
    public void Require(IHost host, SchemaShape schema, string columnName)
    {
        if (!schema.TryFindColumn(columnName, out var column))
            throw Missing(host, columnName, schema.Select(existing => existing.Name), remedy: null);
        Check(host, column);
    }

    /// <summary>Checks the type that the shape of a schema gives for a column.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column has another type.</exception>
    public void Check(IHost host, SchemaShape.Column column)
    {
        if (!Accepts(TypeOf(column)))
            throw Mismatch(host, column.Name, TypeOf(column), column.GetTypeString());
    }

    private Exception Mismatch(IHost host, string columnName, DataViewType type, string? typeText) =>
        host.ExceptSchemaMismatch("data", Name, columnName, Remedy is null ? Expected : $"{Expected} ({Remedy(type)})", typeText);

    private Exception Missing(IHost host, string columnName, IEnumerable<string> existing, string? remedy) => host.ExceptUserArg("data",
        $"Could not find the {Name} column '{columnName}'. The data has these columns: {string.Join(", ", existing.Distinct())}. {remedy ?? MissingRemedy}.");

    /// <summary>Returns the type of a column of a shape. A shape does not contain sizes, so 1 represents all that are known.</summary>
    public static DataViewType TypeOf(SchemaShape.Column column) => column.Kind switch
    {
        SchemaShape.Column.VectorKind.Vector => new VectorDataViewType(ItemTypeOf(column), 1),
        SchemaShape.Column.VectorKind.VariableVector => new VectorDataViewType(ItemTypeOf(column)),
        _ => ItemTypeOf(column),
    };

    private static PrimitiveDataViewType ItemTypeOf(SchemaShape.Column column)
        => column.IsKey ? new KeyDataViewType(column.ItemType.RawType, 1) : (PrimitiveDataViewType)column.ItemType;

    private static bool IsSingle(DataViewType type) => type == NumberDataViewType.Single;

    private static bool IsNumber(DataViewType type) => type is NumberDataViewType;

    private static string NumberRemedy(DataViewType type) => type is TextDataViewType
        ? "map words such as \"yes\" and \"no\" to numbers with mlContext.Transforms.Conversion.MapValue, "
            + "and parse digits with mlContext.Transforms.Conversion.ConvertType"
        : "convert with mlContext.Transforms.Conversion.ConvertType";

    private static bool IsKnownVector(DataViewType type) => type is VectorDataViewType { IsKnownSize: true } vector && IsSingle(vector.ItemType);

    private static bool IsCatalogAction(DataViewType type) => IsCatalogKey(type) || (IsIdentity(type) && type is not KeyDataViewType);

    private static string ActionRemedy(DataViewType type) => type is KeyDataViewType
        ? "make keys of known cardinality with mlContext.Transforms.Conversion.MapValueToKey"
        : "convert whole numbers to Int64 with mlContext.Transforms.Conversion.ConvertType";

    // A key without a declared cardinality has the largest value of its raw type instead of a count.
    private static bool IsCatalogKey(DataViewType type) => type is KeyDataViewType key && key.Count <= (ulong)Array.MaxLength;

    private static bool IsIdentity(DataViewType type) => type is KeyDataViewType or TextDataViewType
        || (type is NumberDataViewType && !IsSingle(type) && type != NumberDataViewType.Double);
}
