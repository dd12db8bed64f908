using ShortVideo.Simulator;

namespace ShortVideo;

/// <summary>A log for those who have none.</summary>
internal static class SimulatedData
{
    /// <summary>Writes a log in KuaiRand's layout and returns its folder.</summary>
    public static string Write(string output, int seed)
    {
        var folder = Path.Combine(output, "simulated-log");
        SimulatedLog.Write(folder, seed);
        return folder;
    }
}
