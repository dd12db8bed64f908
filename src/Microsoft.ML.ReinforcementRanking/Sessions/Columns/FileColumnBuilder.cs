using System.Runtime.InteropServices;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Collects the values of a column in a file.</summary>
/// <param name="file">The file.</param>
/// <param name="complete">Completes the file and returns it.</param>
internal sealed class FileColumnBuilder<T>(ColumnFile file, Func<MappedFile> complete) : ColumnBuilder<T>
    where T : unmanaged
{
    private readonly T[] _buffer = new T[8192];
    private int _inBuffer;
    private int _inFile;

    public override int Count => _inFile + _inBuffer;

    public override void Add(T value)
    {
        if (_inBuffer == _buffer.Length)
            Spill();
        _buffer[_inBuffer++] = value;
    }

    public override Column<T> MoveToColumn()
    {
        Spill();
        return new MappedColumn<T>(complete(), ColumnFile.Mark.Length, _inFile);
    }

    private void Spill()
    {
        file.Write(MemoryMarshal.AsBytes(_buffer.AsSpan(0, _inBuffer)));
        (_inFile, _inBuffer) = (_inFile + _inBuffer, 0);
    }
}
