namespace ShortVideo.Simulator;

/// <summary>Writes several files that belong together. If a reader sees the last file, all files are complete.</summary>
internal static class AtomicFiles
{
    /// <summary>
    /// Writes the files to a temporary folder first. Then it deletes the old last file, and moves the new files into place in order. A reader that finds
    /// the last file therefore finds the others complete and of the same version. There must be only one writer at a time.
    /// </summary>
    /// <param name="folder">The folder, which is created if it does not exist.</param>
    /// <param name="obsolete">The names of files of an earlier version, which are deleted if they exist.</param>
    /// <param name="files">The names and lines of the files. A name may be obsolete, too: then the file is replaced.</param>
    public static void Write(string folder, IReadOnlyList<string> obsolete, IReadOnlyList<(string Name, IEnumerable<string> Lines)> files)
    {
        // The temporary folder is inside the target folder, because a move is atomic only within a volume.
        var staging = Directory.CreateDirectory(Path.Combine(folder, Path.GetRandomFileName()));
        try
        {
            foreach (var (name, lines) in files)
                WriteLines(Path.Combine(staging.FullName, name), lines);
            foreach (var name in obsolete.Prepend(files[^1].Name))
                File.Delete(Path.Combine(folder, name));
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
