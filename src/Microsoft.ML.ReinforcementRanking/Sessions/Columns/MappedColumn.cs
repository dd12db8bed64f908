using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Represents a column in a part of a file that is mapped into memory.</summary>
/// <param name="file">The file.</param>
/// <param name="offset">The place of the first value, in bytes.</param>
/// <param name="length">The number of values.</param>
/// <param name="ownsFile">Whether the file has this column alone, and is closed with it.</param>
internal sealed class MappedColumn<T>(MappedFile file, long offset, int length, bool ownsFile = false) : Column<T>
    where T : unmanaged
{
    private readonly SafeBuffer _bytes = file.Bytes;

    public override int Length => length;

    public override T this[int index]
    {
        get => _bytes.Read<T>(PlaceOf(index, 1));
        set => _bytes.Write(PlaceOf(index, 1), value);
    }

    public override ReadOnlySpan<T> Read(int start, int count)
    {
        if (count == 0)
            return [];
        var values = GC.AllocateUninitializedArray<T>(count);
        CopyTo(start, values);
        return values;
    }

    public override void CopyTo(int start, Span<T> destination)
    {
        if (!destination.IsEmpty)
            _bytes.ReadSpan(PlaceOf(start, destination.Length), destination);
        // The file is unmapped when nothing refers to it.
        GC.KeepAlive(file);
    }

    public override void CopyFrom(int start, ReadOnlySpan<T> source)
    {
        if (!source.IsEmpty)
            _bytes.WriteSpan(PlaceOf(start, source.Length), source);
        GC.KeepAlive(file);
    }

    public override void Prefetch() => file.Prefetch(offset, (long)length * Unsafe.SizeOf<T>());

    public override void Dispose()
    {
        if (ownsFile)
            file.Dispose();
    }

    private ulong PlaceOf(int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)start + count, length, nameof(start));
        return (ulong)(offset + (long)start * Unsafe.SizeOf<T>());
    }
}
