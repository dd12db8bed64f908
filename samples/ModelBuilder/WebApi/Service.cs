using Microsoft.ML.Trainers.ReinforcementRanking;

namespace ModelBuilder.WebApi;

/// <summary>Builds the web service over the saved models.</summary>
internal static class Service
{
    /// <param name="args">
    /// The arguments of ASP.NET, such as <c>--urls</c>, and the folder of the models, <c>--models</c>, which is the current one by default.
    /// </param>
    public static WebApplication Build(params string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        var folder = builder.Configuration["models"] ?? ".";
        builder.Services.AddSingleton(new EnginePool<ShortVideo.ModelInput, ShortVideo.ModelOutput>(Path.Combine(folder, "ShortVideo.mlnet")));
        builder.Services.AddSingleton(new EnginePool<Purchase.ModelInput, Purchase.ModelOutput>(Path.Combine(folder, "Purchase.mlnet")));
        // One engine for all threads, which the container disposes of.
        builder.Services.AddSingleton(_ => ShortVideo.CreateRankingEngine(Path.Combine(folder, "ShortVideo.mlnet")));

        var app = builder.Build();
        app.MapPost("/predict", (EnginePool<ShortVideo.ModelInput, ShortVideo.ModelOutput> pool, ShortVideo.ModelInput input) => pool.Predict(input));
        app.MapPost("/top", (ActionRankingEngine<ShortVideo.ModelInput> engine, ShortVideo.ModelInput input) => engine.TopActions(input, count: 3));
        app.MapPost("/purchase/predict", (EnginePool<Purchase.ModelInput, Purchase.ModelOutput> pool, Purchase.ModelInput input) => pool.Predict(input));
        return app;
    }
}
