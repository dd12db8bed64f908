using System.Runtime.CompilerServices;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Represents a list of unknown length that becomes one array in the end. It needs memory for the array and one copy of it. It does not double like a
/// growing array, and it does not leave its chunks to the garbage collector while the arrays of other columns are created.
/// </summary>
internal sealed class ChunkedColumn<T> : ColumnBuilder<T>
    where T : unmanaged
{
    private const int BufferLength = 4096;
    private const int MaxBuffersPerChunk = 4096;

    private readonly List<(NativeChunk Memory, int Buffers)> _chunks = [];
    private readonly T[] _buffer = new T[BufferLength];
    private int _inBuffer;
    private int _count;
    private int _buffersInLastChunk;

    private static int BufferBytes => BufferLength * Unsafe.SizeOf<T>();

    public override int Count => _count;

    public override void Add(T value)
    {
        if (_inBuffer == BufferLength)
            Spill();
        _buffer[_inBuffer++] = value;
        _count++;
    }

    /// <summary>Moves the contents into one array and leaves the list empty. Every chunk is released as soon as it is copied.</summary>
    public T[] MoveToArray()
    {
        var array = GC.AllocateUninitializedArray<T>(Count);
        var rest = array.AsSpan();
        foreach (var (memory, buffers) in _chunks)
        {
            using (memory)
            {
                var contents = rest[..Math.Min(buffers * BufferLength, rest.Length - _inBuffer)];
                memory.ReadSpan(0, contents);
                rest = rest[contents.Length..];
            }
        }
        _buffer.AsSpan(0, _inBuffer).CopyTo(rest);
        _chunks.Clear();
        (_inBuffer, _buffersInLastChunk, _count) = (0, 0, 0);
        return array;
    }

    public override Column<T> MoveToColumn() => MoveToArray();

    // Chunks double in size. The operating system provides a page of a chunk only when it is written.
    private void Spill()
    {
        if (_chunks.Count == 0 || _buffersInLastChunk == _chunks[^1].Buffers)
        {
            var buffers = _chunks.Count == 0 ? 1 : Math.Min(2 * _chunks[^1].Buffers, MaxBuffersPerChunk);
            _chunks.Add((new NativeChunk(buffers * BufferBytes), buffers));
            _buffersInLastChunk = 0;
        }
        _chunks[^1].Memory.WriteSpan<T>((ulong)(_buffersInLastChunk++ * BufferBytes), _buffer);
        _inBuffer = 0;
    }
}
