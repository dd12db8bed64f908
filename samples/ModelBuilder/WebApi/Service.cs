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
        var (videoModel, purchaseModel) = (FindModel(builder, "ShortVideo.mlnet"), FindModel(builder, "Purchase.mlnet"));
        builder.Services.AddSingleton(new EnginePool<ShortVideo.ModelInput, ShortVideo.ModelOutput>(videoModel));
        builder.Services.AddSingleton(new EnginePool<Purchase.ModelInput, Purchase.ModelOutput>(purchaseModel));
        // One engine for all threads, which the container disposes of.
        builder.Services.AddSingleton(_ => ShortVideo.CreateRankingEngine(videoModel));

        var app = builder.Build();
        app.MapPost("/predict", (EnginePool<ShortVideo.ModelInput, ShortVideo.ModelOutput> pool, ShortVideo.ModelInput input) => pool.Predict(input));
        app.MapPost("/top", (ActionRankingEngine<ShortVideo.ModelInput> engine, ShortVideo.ModelInput input) => engine.TopActions(input, count: 3));
        app.MapPost("/purchase/predict", (EnginePool<Purchase.ModelInput, Purchase.ModelOutput> pool, Purchase.ModelInput input) => pool.Predict(input));
        return app;
    }

    private static string FindModel(WebApplicationBuilder builder, string name)
    {
        var path = Path.GetFullPath(name, Path.GetFullPath(builder.Configuration["models"] ?? "."));
        return File.Exists(path) ? path : throw new FileNotFoundException(
            $"There is no model '{path}'. Train it with the console app, or name the folder of the models with --models.");
    }
}
