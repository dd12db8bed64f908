using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FeedServer.Logging;
using FeedServer.Models;
using Microsoft.Data.Sqlite;

namespace FeedServer.Api;

/// <summary>Maps the paths of the service.</summary>
internal static class FeedEndpoints
{
    public static void Map(WebApplication app)
    {
        var metrics = app.Services.GetRequiredService<FeedMetrics>();
        var (rank, respond) = (app.Services.GetRequiredService<RankEndpoint>(), app.Services.GetRequiredService<EventEndpoint>());
        app.MapPost("/rank", context => Answer(context, metrics, "/rank", FeedJson.Default.RankRequest, rank.Answer));
        app.MapPost("/event", context => Answer(context, metrics, "/event", FeedJson.Default.EventRequest, respond.Answer));
        app.MapGet("/health", Health);
        app.MapGet("/visitors/{user:int:min(0)}/{page:int:min(0)}", Visit);
    }

    private static async Task Answer<T>(HttpContext context, FeedMetrics metrics, string path, JsonTypeInfo<T> type, Func<T, Task<string>> answer)
    {
        var start = Stopwatch.GetTimestamp();
        var (status, text) = await Outcome(context, type, answer);
        metrics.Answered(path, status, Stopwatch.GetElapsedTime(start));
        await Write(context, status, text);
    }

    private static async Task<(int Status, string Text)> Outcome<T>(HttpContext context, JsonTypeInfo<T> type, Func<T, Task<string>> answer)
    {
        try
        {
            return (StatusCodes.Status200OK, await answer(await Read(context, type)));
        }
        catch (JsonException problem)
        {
            return (StatusCodes.Status400BadRequest, Error($"The body is not a {typeof(T).Name}: {problem.Message}"));
        }
        catch (RefusedException problem)
        {
            return (problem.Status, Error(problem.Message));
        }
        catch (BadHttpRequestException problem)
        {
            // The body is too large, or is not what its headers say.
            return (problem.StatusCode, Error(problem.Message));
        }
        catch (SqliteException problem)
        {
            return (StatusCodes.Status503ServiceUnavailable, Error($"The log cannot be written: {problem.Message} Try again."));
        }
    }

    private static async Task<T> Read<T>(HttpContext context, JsonTypeInfo<T> type)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted)
                ?? throw RefusedException.Bad("The body is null.");
        }
        catch (IOException problem) when (problem is not BadHttpRequestException)
        {
            // The web server has no status for a chunk whose length is too large a number.
            throw RefusedException.Bad($"The body cannot be read: {problem.Message}");
        }
    }

    private static Task Health(HttpContext context)
    {
        var services = context.RequestServices;
        var (models, log) = (services.GetRequiredService<ModelPool>(), services.GetRequiredService<FeedLog>());
        var metrics = services.GetRequiredService<FeedMetrics>();
        var status = log.Problem is not null ? "unhealthy" : models.Problem is not null ? "degraded" : "healthy";
        var answer = new HealthAnswer(status, models.Current.Version, models.Current.Number, log.Problem ?? models.Problem,
            services.GetRequiredService<FeedSettings>().Exploration, log.QueueLength, metrics.Pages, metrics.Events);
        return Write(context, log.Problem is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable,
            JsonSerializer.Serialize(answer, FeedJson.Default.HealthAnswer));
    }

    private static Task Visit(HttpContext context)
    {
        var values = context.Request.RouteValues;
        var visitor = context.RequestServices.GetRequiredService<Visitors>().Visit(Number(values["user"]), Number(values["page"]));
        return Write(context, StatusCodes.Status200OK, JsonSerializer.Serialize(visitor, FeedJson.Default.Visitor));

        static int Number(object? value) => int.Parse((string)value!, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static string Error(string message) => JsonSerializer.Serialize(new(message), FeedJson.Default.ErrorAnswer);

    private static Task Write(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(text);
    }
}
