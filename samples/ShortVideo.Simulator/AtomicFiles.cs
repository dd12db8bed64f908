namespace ShortVideo.Simulator;

/// <summary>Several files that belong together, of which a reader sees all or does not see the last.</summary>
internal static class AtomicFiles
{
    /// <summary>
    /// Writes beside the final names first. Then the old last file goes, and the new ones are moved into place in order: whoever finds the last file finds
    /// the others complete and of the same writing.
    /// </summary>
    public static void Write(string folder, IReadOnlyList<(string Name, IEnumerable<string> Lines)> files)
    {
        Directory.CreateDirectory(folder);
        var paths = files.Select(file => Path.Combine(folder, file.Name)).ToArray();
        try
        {
            foreach (var (path, file) in paths.Zip(files))
                WriteLines(Unfinished(path), file.Lines);
            File.Delete(paths[^1]);
            foreach (var path in paths)
                File.Move(Unfinished(path), path, overwrite: true);
        }
        finally
        {
            foreach (var path in paths)
                File.Delete(Unfinished(path));
        }
    }

    // Line ends of KuaiRand on every system: same seed, same bytes.
    private static void WriteLines(string path, IEnumerable<string> lines)
    {
        using var writer = new StreamWriter(path) { NewLine = "\n" };
        foreach (var line in lines)
            writer.WriteLine(line);
    }

    private static string Unfinished(string path) => path + ".unfinished";
}
