using Microsoft.ML;
using Parquet;
using Parquet.Schema;

namespace JointFit.Shards;

/// <summary>Writes columns of a data view as a Parquet file. The same rows give the same bytes.</summary>
internal static class ParquetOutput
{
    /// <summary>The rows that are in memory at a time.</summary>
    public const int RowsPerGroup = 20_000;

    /// <summary>Writes the file, and returns the number of its rows.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="data">The rows.</param>
    /// <param name="names">The names of the columns to write.</param>
    /// <param name="metadata">Facts about the file that are kept in it.</param>
    /// <param name="progress">Receives the number of rows so far after each row group.</param>
    /// <param name="token">Ends the writing before the next row. The file is then not complete.</param>
    /// <exception cref="InvalidDataException">A column does not exist, or its type cannot be written.</exception>
    public static async Task<long> Write(
        Stream stream, IDataView data, IReadOnlyList<string> names, IReadOnlyDictionary<string, string> metadata, IProgress<long>? progress,
        CancellationToken token)
    {
        var columns = names.Select(name => Column(data.Schema, name)).ToArray();
        OutputColumn[] outputs = [.. columns.Select(column => OutputColumn.Of(column) ?? throw new InvalidDataException(
            $"Column '{column.Name}' has type {column.Type}, which cannot be written. Scalars, text, times and vectors of Single can."))];
        using var cursor = data.GetRowCursor(columns);
        foreach (var output in outputs)
            output.Bind(cursor);
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(outputs.Select(output => output.Field)), stream, cancellationToken: token);
        writer.CustomMetadata = metadata;
        long rows = 0;
        while (Fill(cursor, outputs, token) is > 0 and var count)
        {
            using (var group = writer.CreateRowGroup())
            {
                foreach (var output in outputs)
                    await output.Write(group, token);
            }
            rows += count;
            progress?.Report(rows);
        }
        return rows;
    }

    private static DataViewSchema.Column Column(DataViewSchema schema, string name)
        => schema.GetColumnOrNull(name) ?? throw new InvalidDataException(
            $"There is no column '{name}'. There are {string.Join(", ", schema.Where(column => !column.IsHidden).Select(column => $"'{column.Name}'"))}.");

    private static int Fill(DataViewRowCursor cursor, OutputColumn[] outputs, CancellationToken token)
    {
        var count = 0;
        while (count < RowsPerGroup && cursor.MoveNext())
        {
            token.ThrowIfCancellationRequested();
            foreach (var output in outputs)
                output.Read();
            count++;
        }
        return count;
    }
}
