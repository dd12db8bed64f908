using System.Collections;
using Microsoft.ML.Data;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>
/// Represents a log of any size, whose numbers mean nothing. Only their shapes matter. Rows are drawn as they are read, so the log needs no memory.
/// </summary>
internal sealed class SpeedLog(int rows, int features, int actions) : IEnumerable<SpeedRow>
{
    /// <summary>The number of values of a categorical field.</summary>
    public const int FieldValues = 1_000;

    public const int Fields = 7;

    private const int RowsPerSession = 20;
    private const int DistinctStates = 1_024;

    public static string[] FieldNames { get; } = [.. Enumerable.Range(1, Fields).Select(field => $"Field{field}")];

    /// <summary>Returns the names of the first auxiliary responses, at most seven.</summary>
    public static string[] ResponseNames(int count) => [.. Enumerable.Range(1, count).Select(response => $"Response{response}")];

    public SchemaDefinition Schema
    {
        get
        {
            var schema = SchemaDefinition.Create(typeof(SpeedRow));
            schema[nameof(SpeedRow.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, features);
            schema[nameof(SpeedRow.Action)].ColumnType = new KeyDataViewType(typeof(uint), actions);
            foreach (var name in FieldNames)
                schema[name].ColumnType = new KeyDataViewType(typeof(uint), FieldValues);
            return schema;
        }
    }

    public IDataView View(MLContext ml) => ml.Data.LoadFromEnumerable(this, Schema);

    public IEnumerator<SpeedRow> GetEnumerator()
    {
        var random = new Random(1);
        float[][] states = [.. Enumerable.Range(0, Math.Min(rows, DistinctStates)).Select(_ => Numbers(random))];
        uint Field() => (uint)random.Next(FieldValues);
        var row = new SpeedRow();
        for (var index = 0; index < rows; index++)
        {
            row.Features = states[index % states.Length];
            row.Action = (uint)random.Next(actions);
            row.ActionVector[0] = 150 * random.NextSingle();
            row.GroupId = index / RowsPerSession;
            (row.Label, row.Response1, row.Response2, row.Response3) = (random.NextSingle(), random.NextSingle(), random.NextSingle(), random.NextSingle());
            (row.Response4, row.Response5, row.Response6, row.Response7) = (random.NextSingle(), random.NextSingle(), random.NextSingle(), random.NextSingle());
            (row.Field1, row.Field2, row.Field3, row.Field4) = (Field(), Field(), Field(), Field());
            (row.Field5, row.Field6, row.Field7) = (Field(), Field(), Field());
            (row.Click, row.Pay) = (random.Next(10) == 0, random.Next(50) == 0);
            yield return row;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private float[] Numbers(Random random) => [.. Enumerable.Range(0, features).Select(_ => 2 * random.NextSingle() - 1)];
}
