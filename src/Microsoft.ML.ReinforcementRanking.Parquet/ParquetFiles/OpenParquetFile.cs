using System.Buffers.Binary;
using Parquet;
using Parquet.Meta;
using Parquet.Schema;

namespace Microsoft.ML.Trainers.ReinforcementRanking.ParquetFiles;

/// <summary>Represents an open file. Column chunks are read into memory one at a time, checked, and then given to Parquet.Net.</summary>
internal sealed class OpenParquetFile : IDisposable
{
    private const int TailLength = 8;
    private const int SmallestFile = 12;

    /// <summary>Some writers do not count the header of the dictionary. No header is longer.</summary>
    private const int UncountedBytes = 128;

    private readonly FileStream _file;
    private readonly WindowStream _window;
    private readonly ParquetReader _reader;
    private byte[] _chunk = [];

    private OpenParquetFile(string path, FileStream file, WindowStream window, ParquetReader reader)
    {
        Path = path;
        Schema = reader.Schema;
        Length = file.Length;
        LastWrite = File.GetLastWriteTimeUtc(path);
        (_file, _window, _reader) = (file, window, reader);
    }

    public string Path { get; }

    public ParquetSchema Schema { get; }

    public long Length { get; }

    public DateTime LastWrite { get; }

    public int NumberOfRowGroups => _reader.RowGroupCount;

    /// <summary>Opens a file and reads its footer.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is no Parquet file, or is damaged.</exception>
    /// <exception cref="NotSupportedException">The file has a column of a type that Parquet.Net does not know.</exception>
    public static OpenParquetFile Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        try
        {
            var place = new Place(path);
            var window = new WindowStream(file.Length);
            var opened = new OpenParquetFile(path, file, window, ReadSchema(place, file, window));
            opened.CheckRowCounts(place);
            return opened;
        }
        catch
        {
            // Nobody else can close the file now.
            file.Dispose();
            throw;
        }
    }

    public long NumberOfRows(int rowGroup) => _reader.OpenRowGroupReader(rowGroup).RowCount;

    /// <summary>Reads a column of a row group.</summary>
    /// <param name="rowGroup">The index of the row group.</param>
    /// <param name="field">The column.</param>
    /// <param name="name">The name of the column in messages.</param>
    /// <param name="read">Reads the values, after the chunk was checked. Its second argument is the number of values.</param>
    public void Read(int rowGroup, DataField field, string name, Func<ParquetRowGroupReader, int, ValueTask> read)
    {
        var place = new Place(Path, rowGroup, name);
        var group = _reader.OpenRowGroupReader(rowGroup);
        try
        {
            var column = group.GetMetadata(field)?.MetaData ?? throw new InvalidDataException("the row group lacks the column");
            ShowChunk(column, field);
            Task.Run(() => read(group, (int)column.NumValues).AsTask()).GetAwaiter().GetResult();
        }
        catch (Exception problem) when (problem is NotImplementedException or NotSupportedException)
        {
            // Parquet.Net throws either where the file is right and it lacks a feature.
            throw place.Unsupported(
                $"Parquet.Net cannot read it ({problem.Message}). Write the file with another encoding, compression or page version.", problem);
        }
        catch (Exception problem)
        {
            // Parquet.Net throws exceptions of many types where a file is damaged.
            throw place.Damaged($"the values cannot be read ({problem.Message})", problem);
        }
    }

    public void Dispose() => _file.Dispose();

    private static ParquetReader ReadSchema(Place place, FileStream file, WindowStream window)
    {
        var footer = ReadFooter(place, file);
        try
        {
            FooterScan.Check(footer.AsSpan(0, footer.Length - TailLength));
            window.Show(footer, file.Length - footer.Length, footer.Length);
            // The task keeps the library from waiting for a user interface that waits for it.
            var reader = Task.Run(() => ParquetReader.CreateAsync(window)).GetAwaiter().GetResult();
            if (reader.Schema.Fields.FirstOrDefault(field => field.Name.Length == 0) is not null)
                throw new InvalidDataException("a column has no name");
            return reader;
        }
        catch (Exception problem) when (problem is NotImplementedException or NotSupportedException)
        {
            // As for values, the file is right.
            throw place.Unsupported($"Parquet.Net cannot read its schema ({problem.Message}). Write the file without such a column.", problem);
        }
        catch (Exception problem)
        {
            // As for values, the type of the exception does not tell what is wrong.
            throw place.Damaged($"the footer cannot be read ({problem.Message})", problem);
        }
    }

    private static byte[] ReadFooter(Place place, FileStream file)
    {
        if (file.Length == 0)
            throw place.Damaged("the file is empty");
        Span<byte> ends = stackalloc byte[SmallestFile];
        if (file.Length < SmallestFile)
            throw place.Damaged($"the file has {file.Length} bytes, which is less than any Parquet file has");
        Fill(file, 0, ends[..4]);
        Fill(file, file.Length - TailLength, ends[4..]);
        if (!ends[..4].SequenceEqual("PAR1"u8))
            throw place.Damaged(ends[..4].SequenceEqual("PARE"u8) ? "the footer is encrypted, which is not supported" : "it does not start with PAR1");
        if (!ends[8..].SequenceEqual("PAR1"u8))
            throw place.Damaged("it does not end with PAR1");
        var length = BinaryPrimitives.ReadUInt32LittleEndian(ends[4..8]);
        if (length > file.Length - SmallestFile)
            throw place.Damaged($"a footer of {length} bytes is longer than the file of {file.Length} bytes");
        var footer = new byte[length + TailLength];
        Fill(file, file.Length - footer.Length, footer);
        return footer;
    }

    private static void Fill(FileStream file, long position, Span<byte> bytes)
    {
        file.Position = position;
        file.ReadExactly(bytes);
    }

    private void CheckRowCounts(Place place)
    {
        long sum = 0;
        for (var group = 0; group < NumberOfRowGroups; group++)
        {
            var rows = NumberOfRows(group);
            if (rows is < 0 or > int.MaxValue)
                throw place.Damaged($"row group {group} has {rows} rows; a row group can have up to {int.MaxValue}");
            sum += rows;
        }
        if (sum != _reader.Metadata!.NumRows)
            throw place.Damaged($"the row groups have {sum} rows, but the footer says {_reader.Metadata.NumRows}");
    }

    private void ShowChunk(ColumnMetaData column, DataField field)
    {
        // Parquet.Net starts at the first of these offsets, too.
        var start = new[] { column.DictionaryPageOffset ?? 0, column.DataPageOffset, column.IndexPageOffset ?? 0 }.Where(offset => offset != 0)
            .DefaultIfEmpty().Min();
        var counted = column.TotalCompressedSize;
        if (start < 4 || counted < 0 || counted > _file.Length - start || counted > Array.MaxLength)
            throw new InvalidDataException($"{counted} bytes at byte {start} are not inside of the file of {_file.Length} bytes");
        var count = (int)Math.Min(Math.Min(counted + UncountedBytes, _file.Length - start), Array.MaxLength);
        PageScan.CheckNumberOfValues(column.NumValues, counted);
        if (_chunk.Length < count)
            _chunk = new byte[count];
        Fill(_file, start, _chunk.AsSpan(0, count));
        PageScan.Check(_chunk.AsSpan(0, count), column, FileColumn.WidthOf(column.Type, field.SchemaElement?.TypeLength));
        _window.Show(_chunk, start, count);
    }
}
