using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Files;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Represents the folder with the column files of one fit, which no other fit can use at the same time. The files of the log stay for the next fit. Those of
/// values that the fit computes go with it.
/// </summary>
internal sealed partial class CacheFolder : IDisposable
{
    private const string Extension = ".column";
    private const string LockName = "lock";

    private readonly IHost _host;
    private readonly string _path;
    private readonly FileStream _lock;
    private readonly List<WeakReference<MappedFile>> _mapped = [];
    private int _scratchCount;

    private CacheFolder(IHost host, string path, FileStream ownLock) => (_host, _path, _lock) = (host, path, ownLock);

    /// <summary>Opens the folder of a fit, and creates it if it does not exist.</summary>
    /// <param name="host">The host of the fit.</param>
    /// <param name="directory">The folder that the user named. Folds have folders of their own in it.</param>
    /// <exception cref="IOException">The folder cannot be written to, or another fit uses it.</exception>
    public static CacheFolder Open(IHost host, string directory)
    {
        var path = Path.Combine(directory, FoldScope.FileSuffix.TrimStart('-'));
        FileStream? ownLock = null;
        try
        {
            path = Directory.CreateDirectory(path).FullName;
            ownLock = new FileStream(Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            RemoveScratch(path);
            return new(host, path, ownLock);
        }
        catch (Exception failure) when (FileFailure.IsOfPath(failure))
        {
            ownLock?.Dispose();
            throw Failure(host, path, failure);
        }
    }

    /// <summary>Returns whether a file begins as this library writes it.</summary>
    public static bool HasMark(FileStream file)
    {
        var mark = new byte[ColumnFile.Mark.Length];
        file.Position = 0;
        return file.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false) == mark.Length && mark.SequenceEqual(ColumnFile.Mark);
    }

    /// <summary>Returns a store that keeps the columns of a log in files.</summary>
    /// <param name="log">The name of the log, which no other log of the fit has.</param>
    public CacheStore NewStore(string log) => new(_host, this, log);

    /// <summary>Returns the path of the file of a column.</summary>
    public string PathOf(string log, string column) => Path.Combine(_path, $"{log}-{column}{Extension}");

    /// <summary>Removes the files of a log that it does not have any more.</summary>
    public void RemoveOthers(string log, IReadOnlyCollection<string> kept) => Guard(() =>
    {
        foreach (var path in Directory.GetFiles(_path, $"{log}-*{Extension}").Where(path => !kept.Contains(path)))
        {
            using (var file = File.OpenRead(path))
            {
                if (!HasMark(file))
                    continue;
            }
            File.Delete(path);
        }
        return true;
    });

    /// <summary>Returns a column of zeros in a file that goes with the fit.</summary>
    /// <exception cref="IOException">The disk is full, or fails.</exception>
    public Column<T> NewScratch<T>(int length)
        where T : unmanaged
        => length == 0 ? Array.Empty<T>() : Guard(() =>
    {
        var bytes = (long)length * Unsafe.SizeOf<T>();
        // A page of a mapped file that the disk has no space for would end the process. The space is therefore taken first.
        var stream = new FileStream(Path.Combine(_path, $"scratch-{++_scratchCount}{Extension}"), new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            Options = FileOptions.DeleteOnClose,
            BufferSize = 0,
            PreallocationSize = bytes,
        });
        stream.SetLength(bytes);
        return new MappedColumn<T>(Track(new MappedFile(stream, MemoryMappedFileAccess.ReadWrite)), 0, length, ownsFile: true);
    });

    /// <summary>Registers a file that is closed when the fit ends, or when nothing refers to it.</summary>
    public MappedFile Track(MappedFile file)
    {
        _mapped.RemoveAll(reference => !reference.TryGetTarget(out _));
        _mapped.Add(new(file));
        return file;
    }

    /// <summary>Returns the result of a function that uses files.</summary>
    /// <exception cref="IOException">The function has failed, which the message explains.</exception>
    public TResult Guard<TResult>(Func<TResult> use)
    {
        try
        {
            return use();
        }
        catch (Exception failure) when (FileFailure.Is(failure))
        {
            throw Failure(failure);
        }
    }

    public Exception Failure(Exception failure) => Failure(_host, _path, failure);

    public Exception ForeignFile(string path)
        => _host.ExceptIO($"CacheDirectory '{_path}' has a file '{Path.GetFileName(path)}' that is not a column of a log. It is left alone. Name another "
            + "folder, or move the file away.");

    public void Dispose()
    {
        foreach (var reference in _mapped)
        {
            if (reference.TryGetTarget(out var file))
                file.Dispose();
        }
        _mapped.Clear();
        try
        {
            // A file that nothing refers to any more is removed when it is collected, which may be later.
            RemoveScratch(_path);
        }
        catch (Exception failure) when (FileFailure.IsOfPath(failure))
        {
            // The next fit removes the files, or says why it cannot.
        }
        _lock.Dispose();
    }

    private static void RemoveScratch(string path)
    {
        foreach (var file in Directory.EnumerateFiles(path).Where(file => ScratchName().IsMatch(Path.GetFileName(file))))
            File.Delete(file);
    }

    private static Exception Failure(IHost host, string path, Exception failure)
        => host.ExceptIO(failure, $"CacheDirectory '{path}' cannot be used: {failure.Message} Name a folder on a disk with enough space in which this process "
            + "can create files and that no other fit uses, or set the option to null.");

    [GeneratedRegex(@"^scratch-\d+\.column$", RegexOptions.CultureInvariant)]
    private static partial Regex ScratchName();
}
