using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Notebooks;

/// <summary>
/// Reads and cleans an <c>.ipynb</c> file. Times, and the messages about installed packages, would differ in every run and name folders of the machine.
/// </summary>
internal static class ExecutedNotebook
{
    // Without the name of the kernel, a cell cannot reference packages.
    private const string CodeMetadata = """{ "dotnet_interactive": { "language": "csharp" }, "polyglot_notebook": { "kernelName": "csharp" } }""";

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static IReadOnlyList<Cell> Parse(string json)
        => [.. Cells(JsonNode.Parse(json)!).Select(cell => new Cell(IsCode(cell), Source(cell)))];

    public static string Clean(string json)
    {
        var notebook = JsonNode.Parse(json)!;
        foreach (var cell in Cells(notebook))
        {
            cell["metadata"] = IsCode(cell) ? JsonNode.Parse(CodeMetadata) : new JsonObject();
            if (ReferencesPackages(cell))
                cell["outputs"] = new JsonArray();
            foreach (var output in cell["outputs"]?.AsArray() ?? [])
                DrawChart(output!);
        }

        return notebook.ToJsonString(Indented) + "\n";
    }

    private static bool IsCode(JsonObject cell) => (string?)cell["cell_type"] == "code";

    private static void DrawChart(JsonNode output)
    {
        if (output["data"] is not JsonObject data || data["text/html"] is not { } html || !ChartPicture.IsChart(Text(html)))
            return;
        data.Remove("text/html");
        data.Insert(0, "image/png", ChartPicture.Draw(Text(html)));
    }

    // The cell that references packages shows nothing but messages about them.
    private static bool ReferencesPackages(JsonObject cell) => IsCode(cell) && Source(cell).Contains("#r \"nuget:", StringComparison.Ordinal);

    private static IEnumerable<JsonObject> Cells(JsonNode notebook) => notebook["cells"]!.AsArray().OfType<JsonObject>();

    private static string Source(JsonObject cell) => Text(cell["source"]!).Trim('\n');

    private static string Text(JsonNode lines) => string.Concat(lines.AsArray().Select(line => (string?)line));
}
