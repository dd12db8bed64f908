using FeedServer.Api;
using FeedServer.Logging;
using FeedServer.Models;
using Microsoft.Extensions.FileProviders;

namespace FeedServer;

/// <summary>Builds the web service.</summary>
internal static class FeedHost
{
    /// <exception cref="InvalidDataException">The model file cannot be read.</exception>
    public static WebApplication Build(FeedSettings settings)
    {
        // The slim builder leaves out what the service does not use, such as IIS and HTTPS, and starts sooner.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls(settings.Urls);
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("FeedServer", LogLevel.Information).AddFilter("Microsoft.Hosting", LogLevel.Information);
        builder.Services.AddSingleton(settings).AddSingleton(TimeProvider.System)
            .AddSingleton<FeedMetrics>()
            .AddSingleton(_ => FeedLog.Open(settings.LogPath))
            .AddSingleton<ModelPool>()
            .AddHostedService<ModelWatcher>()
            .AddSingleton<Visitors>()
            .AddSingleton<RankEndpoint>()
            .AddSingleton<EventEndpoint>();
        var app = builder.Build();
        // A service that cannot read its model or its log does not start. The model is read while the log is opened, so that the first answer comes sooner.
        var models = Task.Run(app.Services.GetRequiredService<ModelPool>);
        var log = app.Services.GetRequiredService<FeedLog>();
        app.Services.GetRequiredService<FeedMetrics>().Observe(log, models.GetAwaiter().GetResult());
        FeedEndpoints.Map(app);
        var page = new PhysicalFileProvider(Path.Combine(AppContext.BaseDirectory, "Page"));
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = page }).UseStaticFiles(new StaticFileOptions { FileProvider = page });
        return app;
    }
}
