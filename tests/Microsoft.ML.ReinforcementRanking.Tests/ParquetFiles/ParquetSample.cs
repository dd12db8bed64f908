using Microsoft.ML.Data;
using Parquet;
using Parquet.Schema;

namespace Microsoft.ML.ReinforcementRanking.Tests.ParquetFiles;

/// <summary>A file to damage, and how all of its columns are read. The fuzzer has it, too.</summary>
internal static class ParquetSample
{
    /// <summary>Writes columns of several encodings: text from a dictionary, numbers with nulls, and lists.</summary>
    public static ParquetFile Write(CompressionMethod compression)
    {
        var list = new ListField("Features", new DataField<float>("element"));
        var schema = new ParquetSchema(new DataField<string>("User"), new DataField<double?>("Watch"), new DataField<long>("Time"), list);
        return new ParquetFile().Write(schema, new() { CompressionMethod = compression }, async (group, fields) =>
        {
            await group.WriteAsync(fields[0], ["u1", "u1", "u1", "u2"]);
            await group.WriteAsync<double>(fields[1], new double?[] { 1, null, 3, 4 }.AsMemory());
            await group.WriteAsync<long>(fields[2], new long[] { 1, 2, 3, 4 });
            await group.WriteAllPartsAsync<float>(fields[3], new float[] { 1, 2, 3, 4 }, new[] { 2, 2, 2, 2 }, new[] { 0, 0, 0, 0 }, default);
        });
    }

    /// <summary>Reads every value of a file, whose columns damage may have given other types, and returns the number of rows.</summary>
    public static int ReadAll(MLContext context, string path)
    {
        var data = context.Data.LoadFromParquet(path);
        using var cursor = data.GetRowCursor(data.Schema);
        Action[] getters = [.. data.Schema.Select(column => Getter(cursor, column))];
        var rows = 0;
        for (; cursor.MoveNext(); rows++)
        {
            foreach (var get in getters)
                get();
        }
        return rows;
    }

    private static Action Getter(DataViewRow row, DataViewSchema.Column column)
    {
        return column.Type.RawType == typeof(VBuffer<float>) ? Of<VBuffer<float>>()
            : column.Type.RawType == typeof(double) ? Of<double>()
            : column.Type.RawType == typeof(ReadOnlyMemory<char>) ? Of<ReadOnlyMemory<char>>()
            : column.Type.RawType == typeof(long) ? Of<long>()
            : () => { };

        Action Of<T>()
        {
            var (get, value) = (row.GetGetter<T>(column), default(T)!);
            return () => get(ref value);
        }
    }
}
