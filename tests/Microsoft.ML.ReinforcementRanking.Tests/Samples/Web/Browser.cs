using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples.Web;

/// <summary>A page in headless Chromium, which is driven by its debugging protocol. It collects what the page requests, and its errors.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private const string Listening = "DevTools listening on ";

    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly string _profile;
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _end = new(LongestWait);
    private string? _session;
    private int _lastId;

    private Browser(Process process, string profile) => (_process, _profile) = (process, profile);

    /// <summary>Gets the program, or null if there is none on this machine.</summary>
    public static string? Program => Places.FirstOrDefault(File.Exists);

    /// <summary>Gets the addresses that the page has requested.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Gets the errors of the page.</summary>
    public List<string> Errors { get; } = [];

    public static async Task<Browser> Open(Uri address)
    {
        var profile = Directory.CreateTempSubdirectory("feed-browser-").FullName;
        string[] arguments =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--hide-scrollbars", "--window-size=1160,800", "--remote-debugging-port=0", $"--user-data-dir={profile}",
        ];
        var browser = new Browser(Process.Start(new ProcessStartInfo(Program!, arguments) { RedirectStandardError = true })!, profile);
        await browser.Connect();
        await browser.Send("Page.navigate", new() { ["url"] = address.ToString() });
        return browser;
    }

    /// <summary>Evaluates an expression in the page.</summary>
    public async Task<JsonNode?> Evaluate(string expression)
    {
        var result = await Send("Runtime.evaluate", new() { ["expression"] = expression, ["returnByValue"] = true });
        return result["exceptionDetails"] is { } problem ? throw new InvalidOperationException($"{expression}: {problem}") : result["result"]!["value"];
    }

    /// <summary>Gives the page the size of another screen, in pixels of the style sheet.</summary>
    public async Task Resize(int width, int height) => await Send("Emulation.setDeviceMetricsOverride",
        new() { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = true });

    /// <summary>Waits until a condition of the page holds.</summary>
    public async Task WaitFor(string condition)
    {
        while ((await Evaluate(condition))?.GetValue<bool>() != true)
            await Task.Delay(20, _end.Token);
    }

    /// <summary>Takes a picture of the page, as PNG.</summary>
    public async Task<byte[]> Picture() => Convert.FromBase64String((string)(await Send("Page.captureScreenshot", []))["data"]!);

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _end.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_profile, recursive: true);
    }

    private async Task Connect()
    {
        var line = await _process.StandardError.ReadLineAsync(_end.Token);
        while (line?.StartsWith(Listening, StringComparison.Ordinal) == false)
            line = await _process.StandardError.ReadLineAsync(_end.Token);
        _ = _process.StandardError.ReadToEndAsync(CancellationToken.None);
        await _socket.ConnectAsync(new(line![Listening.Length..]), _end.Token);
        var target = await Send("Target.createTarget", new() { ["url"] = "about:blank" });
        var attached = await Send("Target.attachToTarget", new() { ["targetId"] = (string)target["targetId"]!, ["flatten"] = true });
        _session = (string)attached["sessionId"]!;
        foreach (var domain in new[] { "Page", "Runtime", "Network", "Log" })
            await Send($"{domain}.enable", []);
    }

    /// <summary>Sends a command, and reads until its answer comes.</summary>
    private async Task<JsonObject> Send(string method, JsonObject parameters)
    {
        var id = ++_lastId;
        var command = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (_session is not null)
            command["sessionId"] = _session;
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(command), WebSocketMessageType.Text, endOfMessage: true, _end.Token);
        while (true)
        {
            var message = await Receive();
            if ((int?)message["id"] == id)
                return message["result"] as JsonObject ?? throw new InvalidOperationException($"{method}: {message}");
            Note(message);
        }
    }

    private async Task<JsonObject> Receive()
    {
        using var message = new MemoryStream();
        var buffer = new byte[1 << 16];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer.AsMemory(), _end.Token);
            message.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        return JsonNode.Parse(message.ToArray())!.AsObject();
    }

    private void Note(JsonObject message)
    {
        switch ((string?)message["method"])
        {
            case "Network.requestWillBeSent":
                Requests.Add((string)message["params"]!["request"]!["url"]!);
                break;
            case "Runtime.exceptionThrown" or "Network.loadingFailed":
            case "Log.entryAdded" when (string?)message["params"]!["entry"]!["level"] == "error":
            case "Runtime.consoleAPICalled" when (string?)message["params"]!["type"] is "error" or "warning":
                Errors.Add(message["params"]!.ToJsonString());
                break;
        }
    }
}
