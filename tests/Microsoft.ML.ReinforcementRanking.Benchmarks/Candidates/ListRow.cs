using Microsoft.ML.Data;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Candidates;

/// <summary>Represents a candidate of a request, for rankers of graded labels and for policies.</summary>
internal sealed class ListRow
{
    public float[] Features { get; set; } = [];

    public uint Request { get; set; }

    public bool Chosen { get; set; }

    /// <summary>The grade, which rankers of graded labels learn from. It is known for every candidate, or else 0 if the candidate was not shown.</summary>
    public float Relevance { get; set; }

    /// <summary>The main response. It and the others are known in chosen rows alone.</summary>
    public float Label { get; set; } = float.NaN;

    public float Click { get; set; } = float.NaN;

    public float Propensity { get; set; } = float.NaN;

    /// <summary>The response that the candidate has or would have if it were shown, or NaN if it is unknown.</summary>
    public float Outcome { get; set; } = float.NaN;

    /// <summary>A random score, with which candidates are compared.</summary>
    public float Random { get; set; }

    /// <summary>Creates a view, in which the request is a key. ML.NET needs the size of a vector before it reads the first row.</summary>
    public static IDataView View(MLContext ml, ListRow[] rows)
    {
        var schema = SchemaDefinition.Create(typeof(ListRow));
        schema[nameof(Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows[0].Features.Length);
        schema[nameof(Request)].ColumnType = new KeyDataViewType(typeof(uint), (int)rows.Max(row => row.Request) + 1);
        return ml.Data.LoadFromEnumerable(rows, schema);
    }
}
