using System.Security.Cryptography;
using Microsoft.ML.Trainers.ReinforcementRanking.Files;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Checkpoints;

/// <summary>
/// Represents one checkpoint that was opened: a mark of the format, the fingerprint of the fit, the state, and a checksum of all of it. A checkpoint is written
/// under another name first, and renamed when it is on the disk, so that a process that is killed leaves the one before.
/// </summary>
internal sealed class CheckpointFile : IDisposable
{
    public const string UnfinishedExtension = ".unfinished";

    private static readonly byte[] Mark = "RRCKPT02"u8.ToArray();

    private readonly FileStream _stream;

    private CheckpointFile(FileStream stream)
    {
        _stream = stream;
        Fingerprint = FitFingerprint.Read(new(stream, isReading: true));
    }

    public FitFingerprint Fingerprint { get; }

    /// <summary>Gets the stream, which is at the start of the state.</summary>
    public Stream Body => _stream;

    /// <summary>Gets the path of the file.</summary>
    public string Path => _stream.Name;

    /// <summary>Opens a checkpoint, or returns null if the file is not a whole one.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file is one of another user, or a folder.</exception>
    public static CheckpointFile? Open(string path)
    {
        var stream = File.OpenRead(path);
        try
        {
            if (IsWhole(stream))
            {
                stream.Position = Mark.Length;
                return new(stream);
            }
        }
        catch (Exception problem) when (problem is InvalidDataException or EndOfStreamException)
        {
            // A checksum that fits does not make a checkpoint of what another program has written.
        }
        catch
        {
            // Nobody else can close the file now.
            stream.Dispose();
            throw;
        }
        stream.Dispose();
        return null;
    }

    /// <summary>
    /// Writes a checkpoint, which is on the disk under its name when the method returns. A failure leaves nothing, since the disk may be full.
    /// </summary>
    public static void Write(string path, FitFingerprint fingerprint, Action<StateArchive> visit)
    {
        var unfinished = path + UnfinishedExtension;
        try
        {
            WriteUnfinished(unfinished, fingerprint, visit);
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception failure) when (FileFailure.Is(failure))
        {
            File.Delete(unfinished);
            throw;
        }
        FolderSync.Flush(System.IO.Path.GetDirectoryName(path)!);
    }

    public void Dispose() => _stream.Dispose();

    private static void WriteUnfinished(string path, FitFingerprint fingerprint, Action<StateArchive> visit)
    {
        using var file = File.Create(path);
        using (var hash = SHA256.Create())
        {
            using (var hashed = new CryptoStream(file, hash, CryptoStreamMode.Write, leaveOpen: true))
            {
                hashed.Write(Mark);
                var archive = new StateArchive(hashed, isReading: false);
                fingerprint.Write(archive);
                visit(archive);
            }
            file.Write(hash.Hash);
        }
        file.Flush(flushToDisk: true);
    }

    private static bool IsWhole(FileStream stream)
    {
        var length = stream.Length - SHA256.HashSizeInBytes;
        var mark = new byte[Mark.Length];
        if (length < Mark.Length || stream.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false) < mark.Length || !mark.SequenceEqual(Mark))
            return false;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(mark);
        var block = new byte[1 << 16];
        for (long place = mark.Length; place < length;)
        {
            var read = stream.Read(block, 0, (int)Math.Min(block.Length, length - place));
            hash.AppendData(block, 0, read);
            place += read;
        }
        var stored = new byte[SHA256.HashSizeInBytes];
        stream.ReadExactly(stored);
        return hash.GetHashAndReset().SequenceEqual(stored);
    }
}
