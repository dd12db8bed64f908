using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.ParquetFiles;

/// <summary>Walks through the rows of files, with one row group in memory.</summary>
internal sealed class ParquetRowCursor : DataViewRowCursor
{
    private const int NoRow = -1;

    private readonly ParquetView _view;
    private readonly ColumnBuffer?[] _buffers;
    private OpenParquetFile? _file;
    private FileColumn?[] _columns = [];
    private int _fileIndex = -1;
    private int _group;
    private int _rowsOfGroup;
    private long _position = -1;
    private bool _isDone;

    public ParquetRowCursor(ParquetView view, bool[] active)
    {
        _view = view;
        _buffers = [.. view.Columns.Select((column, index) => active[index] ? column.CreateBuffer() : null)];
    }

    /// <summary>Gets the row in the row group, or −1 before the first and after the last row.</summary>
    public int RowInGroup { get; private set; } = NoRow;

    public override long Position => _position;

    public override long Batch => 0;

    public override DataViewSchema Schema => _view.Schema;

    public override bool IsColumnActive(DataViewSchema.Column column) => _buffers[column.Index] is not null;

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = new((ulong)_position, 0);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        var buffer = _buffers[column.Index] ?? throw new InvalidOperationException($"Column '{column.Name}' was not asked for when the cursor was created.");
        return buffer.Getter(this) as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"Column '{column.Name}' has values of type {column.Type.RawType}, not {typeof(TValue)}.");
    }

    public override bool MoveNext()
    {
        if (_isDone)
            return false;
        if (RowInGroup + 1 < _rowsOfGroup || LoadNextGroup())
        {
            RowInGroup++;
            _position++;
            return true;
        }
        Close();
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Close();
        base.Dispose(disposing);
    }

    private bool LoadNextGroup()
    {
        (RowInGroup, _rowsOfGroup) = (NoRow, 0);
        while (_rowsOfGroup == 0)
        {
            if (_file is null || _group == _file.NumberOfRowGroups)
            {
                if (_fileIndex + 1 == _view.NumberOfFiles)
                    return false;
                OpenNextFile();
                continue;
            }
            var group = _group++;
            var rows = (int)_file.NumberOfRows(group);
            for (var index = 0; rows > 0 && index < _buffers.Length; index++)
                _buffers[index]?.Load(_file, _columns[index]!, group);
            _rowsOfGroup = rows;
        }
        return true;
    }

    private void OpenNextFile()
    {
        _file?.Dispose();
        _file = _view.OpenFile(++_fileIndex);
        _columns = [.. _view.Columns.Select((column, index) => _buffers[index] is null ? null : column.Find(_file))];
        _group = 0;
    }

    private void Close()
    {
        _file?.Dispose();
        (_file, _isDone, RowInGroup, _position) = (null, true, NoRow, -1);
    }
}
