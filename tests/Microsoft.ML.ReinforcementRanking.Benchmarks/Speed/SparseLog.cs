using System.Collections;
using Microsoft.ML.Data;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>
/// Represents a log of any size, whose rows have 100 numbers each in a number of slots. Only the shapes matter. Rows are drawn as they are read.
/// </summary>
/// <param name="rows">The number of rows.</param>
/// <param name="slots">The number of slots, which is 100 for a dense log.</param>
/// <param name="skew">The power of a uniform number that gives the slot. It is 1 where all slots are equally frequent.</param>
internal sealed class SparseLog(int rows, int slots, double skew = 1) : IEnumerable<SparseRow>
{
    /// <summary>The number of non-zeros of a row.</summary>
    public const int NonZeros = 100;

    private const int Actions = 100;

    public IDataView View(MLContext ml)
    {
        var schema = SchemaDefinition.Create(typeof(SparseRow));
        schema[nameof(SparseRow.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, slots);
        schema[nameof(SparseRow.Action)].ColumnType = new KeyDataViewType(typeof(uint), Actions);
        return ml.Data.LoadFromEnumerable(this, schema);
    }

    public IEnumerator<SparseRow> GetEnumerator()
    {
        var (random, row) = (new Random(1), new SparseRow());
        var (chosen, values) = (new SortedSet<int>(), new float[NonZeros]);
        for (var index = 0; index < rows; index++)
        {
            chosen.Clear();
            while (chosen.Count < NonZeros)
                chosen.Add(slots == NonZeros ? chosen.Count : (int)(slots * Math.Pow(random.NextDouble(), skew)));
            for (var place = 0; place < NonZeros; place++)
                values[place] = (2 * random.NextSingle()) - 1;
            row.Features = slots == NonZeros ? new(slots, [.. values]) : new(slots, NonZeros, [.. values], [.. chosen]);
            row.Action = (uint)random.Next(Actions);
            yield return row;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
