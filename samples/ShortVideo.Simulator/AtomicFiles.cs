namespace ShortVideo.Simulator;

/// <summary>Writes several files that belong together. If a reader sees the last file, all files are complete.</summary>
internal static class AtomicFiles
{
    /// <summary>
    /// Writes the files to a temporary folder first. Then it deletes the old last file, and moves the new files into place in order. A reader that finds
    /// the last file therefore finds the others complete and of the same version. There must be only one writer at a time.
    /// </summary>
    public static void Write(string folder, IReadOnlyList<(string Name, IEnumerable<string> Lines)> files)
    {
        // The temporary folder is inside the target folder, because a move is atomic only within a volume.
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

    // The line ends are those of KuaiRand on every system, so that the same seed gives the same bytes.
    private static void WriteLines(string path, IEnumerable<string> lines)
    {
        using var writer = new StreamWriter(path) { NewLine = "\n" };
        foreach (var line in lines)
            writer.WriteLine(line);
    }
}
