using ShortVideo.Simulator;

namespace ShortVideo;

/// <summary>A log for those who have none.</summary>
internal static class SimulatedData
{
    /// <summary>Writes a log in KuaiRand's layout and returns its folder.</summary>
    public static string Write(string output, int seed)
    {
        SimulatedLog.Write(Folder(output), seed);
        return Folder(output);
    }

    public static string Folder(string output) => Path.Combine(output, "simulated-log");
}
