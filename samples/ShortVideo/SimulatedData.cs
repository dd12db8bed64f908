using ShortVideo.Online;
using ShortVideo.Simulator;

namespace ShortVideo;

/// <summary>Provides a simulated log if there is no real one.</summary>
internal static class SimulatedData
{
    /// <summary>The size of the log of this sample. For each request, candidates are retrieved from the catalog.</summary>
    public static SimulatedLogOptions Size { get; } = new() { Users = 1200, Candidates = 100 };

    private const int ServedDays = 2;

    /// <summary>Writes a log with the files and columns of KuaiRand, and returns its folder.</summary>
    public static string Write(string output, int seed, SimulatedLogOptions size)
    {
        SimulatedLog.Write(Folder(output), seed, size);
        return Folder(output);
    }

    public static string Folder(string output) => Path.Combine(output, "simulated-log");

    /// <summary>Serves the users of the log with policies on the days after it. All policies meet the same users in the same mood.</summary>
    public static IReadOnlyList<ServedValue> Serve(PreparedLog prepared, int seed, IEnumerable<Arm> policies)
    {
        var service = new OnlineService(SessionEnvironment.Create(seed, Size), prepared);
        var settings = new ServiceSettings { Start = SimulatedLog.Start.AddDays(Size.Days), Days = ServedDays, Seed = seed };
        return [.. policies.Select(arm => ServedValue.Of(arm.Name, service.Serve(arm, [.. Enumerable.Range(0, service.UserCount)], settings)))];
    }
}
