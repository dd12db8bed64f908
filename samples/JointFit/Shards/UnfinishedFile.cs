namespace JointFit.Shards;

/// <summary>
/// Writes a file under another name in the same folder, and renames it when it is complete. A reader therefore finds a complete file or none, also if the
/// process is killed or the machine loses power.
/// </summary>
internal sealed class UnfinishedFile : IDisposable
{
    private const string Extension = ".unfinished";

    private readonly string _path;
    private readonly FileStream _stream;
    private bool _isComplete;

    /// <param name="path">The path of the complete file.</param>
    public UnfinishedFile(string path)
    {
        _path = path;
        var name = $"{Prefix(path)}{Guid.NewGuid():N}{Extension}";
        // The share leaves the file locked against a process that removes leftovers, and lets this one rename it while it is open.
        _stream = new(Path.Combine(Folder(path), name), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete);
    }

    public Stream Stream => _stream;

    /// <summary>Removes what processes that were killed have left of a file. What another process is writing stays.</summary>
    public static void RemoveLeftovers(string path)
    {
        foreach (var leftover in Directory.GetFiles(Folder(path), $"*{Extension}").Where(file => IsOf(path, file)))
        {
            try
            {
                new FileStream(leftover, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose).Dispose();
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // Another process is writing it, or nobody can remove it.
            }
        }
    }

    /// <summary>Gives the file its name, once its bytes are on the disk. It replaces a file of that name.</summary>
    public void Complete()
    {
        _stream.Flush(flushToDisk: true);
        File.Move(_stream.Name, _path, overwrite: true);
        _isComplete = true;
    }

    public void Dispose()
    {
        _stream.Dispose();
        if (!_isComplete)
            File.Delete(_stream.Name);
    }

    // Programs that read whole folders leave out names that begin with a dot.
    private static string Prefix(string path) => $".{Path.GetFileName(path)}.";

    private static string Folder(string path) => Path.GetDirectoryName(Path.GetFullPath(path))!;

    private static bool IsOf(string path, string file) => Path.GetFileName(file).StartsWith(Prefix(path), StringComparison.Ordinal);
}
