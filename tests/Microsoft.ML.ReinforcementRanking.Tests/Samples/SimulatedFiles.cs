using System.Text;
using ShortVideo.Simulator;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

/// <summary>Writes a simulated log to a folder of its own, and reads it with independent code for headers, commas, and quotes.</summary>
internal sealed class SimulatedFiles : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("simulated-log-");

    public SimulatedFiles(int seed, SimulatedLogOptions? options = null) => SimulatedLog.Write(_folder.FullName, seed, options ?? new());

    public string Folder => _folder.FullName;

    public IReadOnlyList<IReadOnlyDictionary<string, string>> Log => Rows(SimulatedLog.LogFileName);

    public IReadOnlyList<IReadOnlyDictionary<string, string>> Users => Rows(SimulatedLog.UserFileName);

    public IReadOnlyList<IReadOnlyDictionary<string, string>> Videos => Rows(SimulatedLog.VideoFileName);

    public IReadOnlyList<IReadOnlyDictionary<string, string>> Candidates => Rows(SimulatedLog.CandidateFileName);

    public byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(Folder, name));

    public string Header(string name) => File.ReadLines(Path.Combine(Folder, name)).First();

    public void Dispose() => _folder.Delete(recursive: true);

    private List<IReadOnlyDictionary<string, string>> Rows(string name)
    {
        var lines = File.ReadLines(Path.Combine(Folder, name)).Select(Split).ToList();
        return [.. lines.Skip(1).Select(values => lines[0].Zip(values.ToArray()).ToDictionary(pair => pair.First, pair => pair.Second))];
    }

    private static List<string> Split(string line)
    {
        var values = new List<string>();
        var value = new StringBuilder();
        var isQuoted = false;
        foreach (var character in line)
        {
            if (character == '"')
                isQuoted = !isQuoted;
            else if (character == ',' && !isQuoted)
            {
                values.Add(value.ToString());
                value.Clear();
            }
            else
                value.Append(character);
        }
        values.Add(value.ToString());
        return values;
    }
}
