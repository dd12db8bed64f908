using System.IO.Compression;
using ShortVideo.Simulator;

namespace Preparation;

/// <summary>Writes a simulated log as a service would have it: a compressed file of exposures, and tables of users and videos.</summary>
internal static class RawLog
{
    /// <summary>Writes the files of a log, and returns their folder.</summary>
    public static string Simulate(string output, int users, int seed)
    {
        var folder = Path.Combine(output, "raw");
        SimulatedLog.Write(folder, seed, new() { Users = users, Videos = 200 });
        var log = Path.Combine(folder, SimulatedLog.LogFileName);
        using (var source = File.OpenRead(log))
        using (var compressed = new GZipStream(File.Create($"{log}.gz"), CompressionLevel.Fastest))
            source.CopyTo(compressed);
        File.Delete(log);
        return folder;
    }
}
