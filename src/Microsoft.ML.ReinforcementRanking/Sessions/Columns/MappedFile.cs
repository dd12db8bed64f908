using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Represents a file that is mapped into memory. Its pages are a part of the file cache of the system, which reads them when they are needed and drops them
/// when memory is needed for something else.
/// </summary>
internal sealed class MappedFile : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    /// <param name="stream">The whole file, which has at least one byte. The object closes it.</param>
    /// <param name="access">Whether columns of the file can be changed.</param>
    public MappedFile(FileStream stream, MemoryMappedFileAccess access)
    {
        _file = MemoryMappedFile.CreateFromFile(stream, mapName: null, capacity: 0, access, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, 0, access);
    }

    /// <summary>Gets the bytes of the file. Reading them after the file was closed is an error.</summary>
    public SafeBuffer Bytes => _view.SafeMemoryMappedViewHandle;

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }
}
