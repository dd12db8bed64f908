using System.Collections;
using Microsoft.ML.Data;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>Represents a log whose rows have sets of eligible actions. Only the shapes matter. Rows are drawn as they are read.</summary>
/// <param name="rows">The number of rows.</param>
/// <param name="actions">The size of the catalog.</param>
/// <param name="setSize">The size of a set. Sets of the whole catalog are left empty, since nobody reads them.</param>
internal sealed class EligibleLog(int rows, int actions, int setSize) : IEnumerable<EligibleLogRow>
{
    private const int Features = 64, RowsPerSession = 20;

    public IDataView View(MLContext ml)
    {
        var schema = SchemaDefinition.Create(typeof(EligibleLogRow));
        schema[nameof(EligibleLogRow.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, Features);
        schema[nameof(EligibleLogRow.Action)].ColumnType = new KeyDataViewType(typeof(uint), actions);
        schema[nameof(EligibleLogRow.Eligible)].ColumnType = new VectorDataViewType(new KeyDataViewType(typeof(uint), actions));
        return ml.Data.LoadFromEnumerable(this, schema);
    }

    public IEnumerator<EligibleLogRow> GetEnumerator()
    {
        var random = new Random(1);
        var members = new HashSet<uint>();
        for (var index = 0; index < rows; index++)
        {
            members.Clear();
            while (members.Count < (setSize == actions ? 1 : setSize))
                members.Add((uint)random.Next(actions));
            yield return new()
            {
                Features = [.. Enumerable.Range(0, Features).Select(_ => 2 * random.NextSingle() - 1)],
                Action = members.First(),
                // Keys count from 0 alone, and from 1 in vectors.
                Eligible = setSize == actions ? [] : [.. members.Select(member => member + 1)],
                Label = random.NextSingle(),
                Click = random.Next(2),
                GroupId = index / RowsPerSession,
            };
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
