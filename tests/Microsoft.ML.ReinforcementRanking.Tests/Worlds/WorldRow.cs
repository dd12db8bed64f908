using Microsoft.ML.Data;

namespace Microsoft.ML.ReinforcementRanking.Tests.Worlds;

/// <summary>Represents a row of the log of a world. Actions count from 0, as keys in memory do.</summary>
internal sealed class WorldRow
{
    public float[] Features { get; set; } = [];

    public uint Action { get; set; }

    public float[] ActionVector { get; set; } = [];

    /// <summary>The main response.</summary>
    public float Label { get; set; }

    /// <summary>The auxiliary response.</summary>
    public float Like { get; set; }

    /// <summary>A second auxiliary response, if a world has one.</summary>
    public float Share { get; set; }

    public float Propensity { get; set; }

    public int GroupId { get; set; }

    /// <summary>Creates the log as ML.NET sees it. The sizes of vectors and of the catalog belong to the schema.</summary>
    public static IDataView View(IReadOnlyList<WorldRow> rows, int actionCount)
    {
        var schema = SchemaDefinition.Create(typeof(WorldRow));
        schema[nameof(Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows[0].Features.Length);
        schema[nameof(ActionVector)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows[0].ActionVector.Length);
        schema[nameof(Action)].ColumnType = new KeyDataViewType(typeof(uint), Math.Max(actionCount, 1));
        return new MLContext(1).Data.LoadFromEnumerable(rows, schema);
    }
}
