namespace ShortVideo.Simulator;

/// <summary>Several files that belong together, of which a reader sees all or does not see the last.</summary>
internal static class AtomicFiles
{
    /// <summary>
    /// Writes into a folder of its own first. Then the old last file goes, and the new files are moved into place in order: a reader that finds the last file
    /// finds the others complete and of the same writing. For one writer at a time.
    /// </summary>
    public static void Write(string folder, IReadOnlyList<(string Name, IEnumerable<string> Lines)> files)
    {
        // Inside the target folder: a move is atomic only within a volume.
        var staging = Directory.CreateDirectory(Path.Combine(folder, Path.GetRandomFileName()));
        try
        {
            foreach (var (name, lines) in files)
                WriteLines(Path.Combine(staging.FullName, name), lines);
            File.Delete(Path.Combine(folder, files[^1].Name));
            foreach (var (name, _) in files)
                File.Move(Path.Combine(staging.FullName, name), Path.Combine(folder, name), overwrite: true);
        }
        finally
        {
            staging.Delete(recursive: true);
        }
    }

    // Line ends of KuaiRand on every system: same seed, same bytes.
    private static void WriteLines(string path, IEnumerable<string> lines)
    {
        using var writer = new StreamWriter(path) { NewLine = "\n" };
        foreach (var line in lines)
            writer.WriteLine(line);
    }
}
