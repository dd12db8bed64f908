using ShortVideo.Simulator;

namespace ShortVideo;

/// <summary>Provides a simulated log if there is no real one.</summary>
internal static class SimulatedData
{
    /// <summary>Writes a log with the files and columns of KuaiRand, and returns its folder.</summary>
    public static string Write(string output, int seed)
    {
        SimulatedLog.Write(Folder(output), seed);
        return Folder(output);
    }

    public static string Folder(string output) => Path.Combine(output, "simulated-log");
}
