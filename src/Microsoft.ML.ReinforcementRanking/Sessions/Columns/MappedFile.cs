using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Represents a file that is mapped into memory. Its pages are a part of the file cache of the system, which reads them when they are needed and drops them
/// when memory is needed for something else.
/// </summary>
internal sealed class MappedFile : IDisposable
{
    private const int BufferLength = 1 << 20;

    private readonly FileStream _stream;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    /// <param name="stream">The whole file, which has at least one byte. The object closes it.</param>
    /// <param name="access">Whether columns of the file can be changed.</param>
    public MappedFile(FileStream stream, MemoryMappedFileAccess access)
    {
        _stream = stream;
        _file = MemoryMappedFile.CreateFromFile(stream, mapName: null, capacity: 0, access, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, 0, access);
    }

    /// <summary>Gets the bytes of the file. Reading them after the file was closed is an error.</summary>
    public SafeBuffer Bytes => _view.SafeMemoryMappedViewHandle;

    /// <summary>Announces that the bytes are read at random, after <see cref="Prefetch"/>.</summary>
    public void DisableReadAhead() => ReadAhead.Disable(Bytes);

    /// <summary>Reads bytes in order, so that their pages are in memory when they are read at random.</summary>
    public void Prefetch(long offset, long length)
    {
        var buffer = new byte[Math.Min(BufferLength, length)];
        for (var (place, end) = (offset, offset + length); place < end;)
        {
            var read = RandomAccess.Read(_stream.SafeFileHandle, buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - place)), place);
            if (read == 0)
                return;
            place += read;
        }
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }
}
