namespace Microsoft.ML.ReinforcementRanking.Fuzz.Readers;

/// <summary>Reads folders of tables of text, in which one table is damaged.</summary>
/// <param name="name">The name of the reader, and of the folder of its seeds.</param>
/// <param name="folder">The folder of the files.</param>
/// <param name="read">Reads the folder.</param>
internal sealed class TableTarget(string name, string folder, Action<string> read) : ReaderTarget(name, folder, Copy(name, folder), Free)
{
    private const long Free = 64L << 20;

    protected override bool Read(string path)
    {
        read(Folder);
        return true;
    }

    protected override bool IsDocumented(Exception refusal, string path) => refusal is InvalidDataException;

    private static ReaderSeed[] Copy(string name, string folder)
    {
        var paths = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Seeds", name)).Order(StringComparer.Ordinal);
        ReaderSeed[] seeds = [.. paths.Select(path => new ReaderSeed(Path.GetFileName(path), File.ReadAllBytes(path), IsText: true))];
        foreach (var seed in seeds)
            File.WriteAllBytes(Path.Combine(folder, seed.Name), seed.Bytes);
        return seeds;
    }
}
