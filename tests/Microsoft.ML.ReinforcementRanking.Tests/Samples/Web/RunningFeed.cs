using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;
using FeedServer;
using FeedServer.Api;
using Microsoft.AspNetCore.Builder;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples.Web;

/// <summary>The web service on a free port of this process, and a client.</summary>
internal sealed class RunningFeed : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningFeed(WebApplication app, string address)
    {
        _app = app;
        Client = new() { BaseAddress = new(address) };
    }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<RunningFeed> Start(FeedFolder folder)
    {
        var app = FeedHost.Build(folder.Settings);
        await app.StartAsync();
        return new(app, app.Urls.Single());
    }

    public async Task<T> Get<T>(string path, JsonTypeInfo<T> type)
        => (await Client.GetFromJsonAsync(path, type))!;

    public async Task<RankAnswer> Rank(RankRequest request)
    {
        using var response = await Client.PostAsJsonAsync("/rank", request, FeedJson.Default.RankRequest);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        return (await response.Content.ReadFromJsonAsync(FeedJson.Default.RankAnswer))!;
    }

    /// <summary>Posts JSON, and returns the status code, and the answer as text.</summary>
    public async Task<(int Status, string Text)> Post(string path, string json)
    {
        using var content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using var response = await Client.PostAsync(new Uri(path, UriKind.Relative), content);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
