using System.IO.MemoryMappedFiles;
using Microsoft.ML.Trainers.ReinforcementRanking.Files;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Represents a file that gets given bytes. What it already has is read and compared, and is written only from the first difference on. The contents are
/// therefore right however the file came about, and a file that an earlier fit of the same data has left is not written again.
/// </summary>
internal sealed class ColumnFile
{
    private const int BufferLength = 1 << 16;

    /// <summary>The first bytes of each file, which tell that this library has written it.</summary>
    public static readonly byte[] Mark = "RRCOLM01"u8.ToArray();

    private readonly CacheFolder _folder;
    private readonly FileStream _stream;
    private readonly byte[] _buffer = new byte[BufferLength];
    private bool _isWriting;

    /// <exception cref="IOException">The file cannot be opened, or another program has written it.</exception>
    public ColumnFile(CacheFolder folder, string path)
    {
        _folder = folder;
        _stream = folder.Guard(() => new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0));
        if (_stream.Length > 0 && !CacheFolder.HasMark(_stream))
        {
            _stream.Dispose();
            throw folder.ForeignFile(path);
        }
        _stream.Position = 0;
        Write(Mark);
    }

    /// <summary>Gets the number of bytes so far.</summary>
    public long Length { get; private set; }

    /// <summary>Gets the number of bytes that the file did not have.</summary>
    public long WrittenLength { get; private set; }

    /// <summary>Appends bytes.</summary>
    /// <exception cref="IOException">The disk is full, or fails.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            while (!_isWriting && !bytes.IsEmpty)
            {
                var now = bytes[..Math.Min(bytes.Length, BufferLength)];
                var read = _stream.ReadAtLeast(_buffer.AsSpan(0, now.Length), now.Length, throwOnEndOfStream: false);
                _isWriting = !now.SequenceEqual(_buffer.AsSpan(0, read));
                if (_isWriting)
                {
                    _stream.Position = Length;
                    break;
                }
                bytes = bytes[now.Length..];
                Length += now.Length;
            }
            _stream.Write(bytes);
            (Length, WrittenLength) = (Length + bytes.Length, WrittenLength + bytes.Length);
        }
        catch (Exception failure) when (FileFailure.Is(failure))
        {
            throw _folder.Failure(failure);
        }
    }

    /// <summary>Ends the file at its present length, and maps it into memory.</summary>
    public MappedFile Complete() => _folder.Guard(() =>
    {
        if (_stream.Length != Length)
            _stream.SetLength(Length);
        return new MappedFile(_stream, MemoryMappedFileAccess.Read);
    });

    /// <summary>Closes a file that is not needed.</summary>
    public void Abandon() => _stream.Dispose();
}
