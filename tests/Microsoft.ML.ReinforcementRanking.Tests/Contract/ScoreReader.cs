using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.ML.Data;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Reads all values of the columns of a model, row by row.</summary>
internal static class ScoreReader
{
    private static readonly string[] Names =
    [
        "Score", "Probability", "ResponseValues", "PredictedAction", "Click.Score", "Click.Probability", "Click.PredictedLabel", "Label.Score",
    ];

    public static float[][] ReadScores(this IDataView scored)
    {
        using var cursor = scored.GetRowCursor(scored.ScoreColumns());
        return [.. cursor.ReadScores().OrderBy(row => row.Id).Select(row => row.Values)];
    }

    /// <summary>Computes the hash of the bytes of all scores.</summary>
    public static string HashScores(this IDataView scored)
        => Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(scored.ReadScores().SelectMany(row => row).ToArray().AsSpan())));

    public static DataViewSchema.Column[] ScoreColumns(this IDataView scored) => [.. scored.Schema.Where(column => Names.Contains(column.Name))];

    /// <summary>Reads the remaining rows of this cursor, with their positions among the rows of all cursors of a set.</summary>
    public static List<(ulong Id, float[] Values)> ReadScores(this DataViewRowCursor cursor)
    {
        var getId = cursor.GetIdGetter();
        Func<float[]>[] getters = [.. cursor.Schema.Where(column => Names.Contains(column.Name)).Select(column => Getter(cursor, column))];
        List<(ulong, float[])> rows = [];
        while (cursor.MoveNext())
        {
            DataViewRowId id = default;
            getId(ref id);
            rows.Add((id.Low, [.. getters.SelectMany(get => get())]));
        }
        return rows;
    }

    private static Func<float[]> Getter(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is VectorDataViewType)
        {
            var getVector = row.GetGetter<VBuffer<float>>(column);
            VBuffer<float> vector = default;
            return () =>
            {
                getVector(ref vector);
                return [.. vector.DenseValues()];
            };
        }
        if (column.Type is BooleanDataViewType)
        {
            var getFlag = row.GetGetter<bool>(column);
            return () =>
            {
                var flag = false;
                getFlag(ref flag);
                return [flag ? 1 : 0];
            };
        }
        var getScalar = row.GetGetter<float>(column);
        return () =>
        {
            float scalar = 0;
            getScalar(ref scalar);
            return [scalar];
        };
    }
}
