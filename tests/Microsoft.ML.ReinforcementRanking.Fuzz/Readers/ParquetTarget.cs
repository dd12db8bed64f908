using Microsoft.ML.Data;
using Parquet;
using Parquet.Schema;

namespace Microsoft.ML.ReinforcementRanking.Fuzz.Readers;

/// <summary>Reads all columns of damaged Parquet files, one for each compression.</summary>
internal sealed class ParquetTarget(string folder) : ReaderTarget("Parquet", folder, [.. Compressions.Select(Write)], Free)
{
    // A few bytes can hold a run of 16 million equal values, which is a valid file.
    private const long Free = 1L << 30;

    private static readonly CompressionMethod[] Compressions =
    [
        CompressionMethod.None, CompressionMethod.Snappy, CompressionMethod.Gzip, CompressionMethod.Zstd, CompressionMethod.Brotli, CompressionMethod.Lz4Raw,
    ];

    private readonly MLContext _context = new();

    protected override bool Read(string path)
    {
        var data = _context.Data.LoadFromParquet(path);
        using var cursor = data.GetRowCursor(data.Schema);
        Action[] getters = [.. data.Schema.Select(column => Getter(cursor, column))];
        while (cursor.MoveNext())
        {
            foreach (var get in getters)
                get();
        }
        return true;
    }

    protected override bool IsDocumented(Exception refusal, string path)
        => refusal is InvalidDataException or InvalidOperationException or NotSupportedException && refusal.Message.Contains(path, StringComparison.Ordinal);

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

    /// <summary>Writes columns of several encodings: text from a dictionary, numbers with nulls, and lists.</summary>
    private static ReaderSeed Write(CompressionMethod compression)
    {
        var list = new ListField("Features", new DataField<float>("element"));
        var schema = new ParquetSchema(new DataField<string>("User"), new DataField<double?>("Watch"), new DataField<long>("Time"), list);
        using var file = new MemoryStream();
        Task.Run(async () =>
        {
            await using var writer = await ParquetWriter.CreateAsync(schema, file, new() { CompressionMethod = compression });
            using var group = writer.CreateRowGroup();
            await group.WriteAsync(schema.DataFields[0], ["u1", "u1", "u1", "u2"]);
            await group.WriteAsync<double>(schema.DataFields[1], new double?[] { 1, null, 3, 4 }.AsMemory());
            await group.WriteAsync<long>(schema.DataFields[2], new long[] { 1, 2, 3, 4 });
            await group.WriteAllPartsAsync<float>(schema.DataFields[3], new float[] { 1, 2, 3, 4 }, new[] { 2, 2, 2, 2 }, new[] { 0, 0, 0, 0 }, default);
        }).GetAwaiter().GetResult();
        return new($"{compression}.parquet", file.ToArray(), IsText: false);
    }
}
