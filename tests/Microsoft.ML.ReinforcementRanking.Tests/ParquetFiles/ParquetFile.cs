using Parquet;
using Parquet.Schema;

namespace Microsoft.ML.ReinforcementRanking.Tests.ParquetFiles;

/// <summary>Represents a Parquet file in a temporary folder, which is deleted with the object.</summary>
internal sealed class ParquetFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parquet");

    public ParquetFile() => Name = Path.Combine(_folder.FullName, "log.parquet");

    public string Name { get; }

    public byte[] Bytes
    {
        get => File.ReadAllBytes(Name);
        set => File.WriteAllBytes(Name, value);
    }

    /// <summary>Writes a file of the given fields. Each function writes the columns of a row group, in the order of the fields.</summary>
    public ParquetFile Write(ParquetSchema schema, ParquetOptions? options, params Func<ParquetRowGroupWriter, DataField[], Task>[] groups)
    {
        Task.Run(async () =>
        {
            using var file = File.Create(Name);
            await using var writer = await ParquetWriter.CreateAsync(schema, file, options);
            foreach (var group in groups)
            {
                using var rows = writer.CreateRowGroup();
                await group(rows, schema.DataFields);
            }
        }).GetAwaiter().GetResult();
        return this;
    }

    /// <summary>Writes a file with one column of values without nulls, in one row group for each array.</summary>
    public static ParquetFile Of<T>(DataField field, params T[][] groups) where T : struct
        => new ParquetFile().Write(new(field), null,
            [.. groups.Select(values => (Func<ParquetRowGroupWriter, DataField[], Task>)((group, fields) => group.WriteAsync<T>(fields[0], values)))]);

    /// <summary>Writes a file with one column of values, some of which are null.</summary>
    public static ParquetFile OfNullable<T>(DataField field, params T?[] values) where T : struct
        => new ParquetFile().Write(new(field), null, (group, fields) => group.WriteAsync<T>(fields[0], values.AsMemory()));

    /// <summary>Writes a file with a column of lists.</summary>
    /// <param name="options">The options of the writer.</param>
    /// <param name="lists">The lists. A list may be null, and so may an element.</param>
    public static ParquetFile OfLists(ParquetOptions? options, params float?[]?[] lists)
    {
        var field = new ListField("Features", new DataField<float?>("element"));
        // The levels of a null list, an empty list, a null element and an element are 0 to 3.
        var entries = lists.SelectMany(list => list switch
        {
            null => [(Level: 0, Start: 0, Value: null)],
            [] => [(1, 0, null)],
            _ => list.Select((value, index) => (Level: value is null ? 2 : 3, Start: index == 0 ? 0 : 1, Value: value)),
        }).ToArray();
        var values = entries.Where(entry => entry.Value is not null).Select(entry => entry.Value!.Value).ToArray();
        return new ParquetFile().Write(new(field), options, (group, fields) => group.WriteAllPartsAsync<float>(fields[0], values,
            entries.Select(entry => entry.Level).ToArray(), entries.Select(entry => entry.Start).ToArray(), default));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
