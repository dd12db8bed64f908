using System.Globalization;
using System.Text;

namespace Microsoft.ML.ReinforcementRanking.Fuzz.Requests;

/// <summary>Represents the parts of a request. Files separate the body from the headers by an empty line, and end with a line break.</summary>
/// <param name="Name">The name of the seed.</param>
/// <param name="Method">The method.</param>
/// <param name="Path">The path with the query.</param>
/// <param name="Headers">The headers, a line each, without the length of the body.</param>
/// <param name="Body">The body, or an empty one.</param>
internal sealed record RequestSeed(string Name, string Method, string Path, string[] Headers, byte[] Body)
{
    private const string LineBreak = "\r\n";

    public static RequestSeed[] ReadAll(string folder)
        => [.. Directory.EnumerateFiles(folder, "*.http").Order(StringComparer.Ordinal).Select(Read)];

    /// <summary>Returns the request with an id in place of the word ID. One that was used before is a retry, or a conflict.</summary>
    public RequestSeed WithId(string id)
        => this with { Body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Body).Replace("ID", id, StringComparison.Ordinal)) };

    /// <summary>Returns the bytes of the request, which asks the service to close the connection.</summary>
    public byte[] ToBytes()
    {
        string[] length = Body.Length > 0 ? [string.Create(CultureInfo.InvariantCulture, $"Content-Length: {Body.Length}")] : [];
        string[] lines = [$"{Method} {Path} HTTP/1.1", .. Headers, .. length, "Connection: close", "", ""];
        return [.. Encoding.UTF8.GetBytes(string.Join(LineBreak, lines)), .. Body];
    }

    private static RequestSeed Read(string path)
    {
        var lines = File.ReadAllLines(path);
        var (words, end) = (lines[0].Split(' '), Array.IndexOf(lines, ""));
        var body = string.Join('\n', lines[(end + 1)..]).Trim();
        return new(System.IO.Path.GetFileNameWithoutExtension(path), words[0], words[1], lines[1..end], Encoding.UTF8.GetBytes(body));
    }
}
