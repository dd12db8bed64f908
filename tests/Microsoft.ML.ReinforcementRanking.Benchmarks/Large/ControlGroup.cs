using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Large;

/// <summary>Represents a control group of Linux whose processes have a bounded memory, in which pages of files count.</summary>
internal sealed class ControlGroup : IDisposable
{
    private const string Root = "/sys/fs/cgroup";

    private readonly string _path;

    private ControlGroup(string path) => _path = path;

    /// <summary>Makes a group, of either version of the interface. It needs rights that most processes do not have.</summary>
    public static bool TryCreate(long bytes, [NotNullWhen(true)] out ControlGroup? group, out string problem)
    {
        group = null;
        problem = "This system has no control groups of memory.";
        (string Parent, string Limit)[] versions = [($"{Root}/memory", "memory.limit_in_bytes"), (Root, "memory.max")];
        foreach (var (parent, limit) in versions.Where(version => Directory.Exists(version.Parent)))
        {
            var path = Path.Combine(parent, string.Create(CultureInfo.InvariantCulture, $"large-log-{Environment.ProcessId}"));
            try
            {
                Directory.CreateDirectory(path);
                group = new(path);
                File.WriteAllText(Path.Combine(path, limit), bytes.ToString(CultureInfo.InvariantCulture));
                return true;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                problem = $"No control group can be made: {failure.Message}";
                group?.Dispose();
                group = null;
            }
        }
        return false;
    }

    /// <summary>Puts this process into a group that another one has made.</summary>
    public static void Join(string path) => File.WriteAllText(Path.Combine(path, "cgroup.procs"), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));

    public override string ToString() => _path;

    public void Dispose() => Directory.Delete(_path);
}
