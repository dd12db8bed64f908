using System.Globalization;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Keeps the columns of one log of a fit in files.</summary>
/// <param name="host">The host of the fit.</param>
/// <param name="folder">The folder of the files.</param>
/// <param name="log">The name of the log.</param>
internal sealed class CacheStore(IHost host, CacheFolder folder, string log) : ColumnStore
{
    private readonly Dictionary<string, ColumnFile> _files = [];

    public override long ByteCount => _files.Values.Sum(file => file.Length);

    public override ColumnBuilder<T> NewBuilder<T>(string name)
    {
        var file = Open(name);
        return new FileColumnBuilder<T>(file, () => folder.Track(file.Complete()));
    }

    public override FeatureBlocks NewBlocks(string name)
    {
        var file = Open(name);
        return new FileFeatureBlocks(file, () => folder.Track(file.Complete()));
    }

    public override Column<T> NewColumn<T>(int length) => folder.NewScratch<T>(length);

    /// <summary>Reads a log of a fit.</summary>
    /// <param name="folder">The folder of the columns, or null for memory.</param>
    /// <param name="log">The name of the log.</param>
    /// <param name="read">Reads the log into a store.</param>
    public static SessionDataset Read(CacheFolder? folder, string log, Func<ColumnStore, SessionDataset> read)
        => folder is null ? read(Memory) : folder.NewStore(log).Read(read);

    /// <summary>Reads the log, and removes the files of columns that an earlier log had and this one has not.</summary>
    private SessionDataset Read(Func<ColumnStore, SessionDataset> read)
    {
        SessionDataset data;
        try
        {
            data = read(this);
        }
        catch
        {
            // A column that was not read to its end must not be taken for that of the log.
            foreach (var file in _files.Values)
                file.Abandon();
            throw;
        }
        folder.RemoveOthers(log, _files.Keys);
        var written = _files.Values.Sum(file => file.WrittenLength);
        using var channel = host.Start("Cache");
        channel.Info(FoldScope.Describe(string.Create(CultureInfo.InvariantCulture,
            $"The {log} data has {ByteCount} bytes in CacheDirectory, of which {ByteCount - written} were there before.")));
        return data;
    }

    private ColumnFile Open(string name)
    {
        var path = folder.PathOf(log, name);
        return _files[path] = new(folder, path);
    }
}
