using System.Net;
using System.Net.Http.Json;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ModelBuilder;
using ModelBuilder.WebApi;
using ShortVideoModel = ModelBuilder.ShortVideo;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

/// <summary>Calls the web service of samples/ModelBuilder on the loopback address.</summary>
public class ModelBuilderWebTests(ModelBuilderModels models) : IClassFixture<ModelBuilderModels>
{
    private readonly MLContext _ml = new();

    [Fact]
    public async Task Requests_AtTheSameTime_HaveThePredictionsOfTheModels()
    {
        await using var service = Service.Build("--models", models.Folder, "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "Warning");
        await service.StartAsync();
        using var client = new HttpClient { BaseAddress = new(service.Urls.Single()) };
        var video = _ml.Model.CreatePredictionEngine<ShortVideoModel.ModelInput, ShortVideoModel.ModelOutput>(_ml.Model.Load(models.ShortVideo, out _));
        var offer = _ml.Model.CreatePredictionEngine<Purchase.ModelInput, Purchase.ModelOutput>(_ml.Model.Load(models.Purchase, out _));
        ShortVideoModel.ModelInput[] states =
        [
            .. Enumerable.Range(0, 40)
                .Select(index => new ShortVideoModel.ModelInput { VideoId = $"v{index % 10}", Network = "wifi", SportInterest = index / 40f }),
        ];

        var answers = await Task.WhenAll(states.Select(state => Post<ShortVideoModel.ModelOutput>(client, "/predict", state)));

        answers.Should().BeEquivalentTo(states.Select(video.Predict), options => options.WithStrictOrdering());
        (await Post<Purchase.ModelOutput>(client, "/purchase/predict", ModelBuilderTests.Offer)).Should()
            .BeEquivalentTo(offer.Predict(ModelBuilderTests.Offer));
        using var engine = ShortVideoModel.CreateRankingEngine(models.ShortVideo);
        (await Post<RankedAction[]>(client, "/top", states[30])).Should()
            .BeEquivalentTo(engine.TopActions(states[30], 3), options => options.WithStrictOrdering());
        using var broken = new StringContent("{", System.Text.Encoding.UTF8, "application/json");
        (await client.PostAsync(new Uri("/predict", UriKind.Relative), broken)).StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public void Build_NoModel_NamesTheFileAndTheRemedy()
    {
        var build = () => Service.Build("--models", Path.Combine(models.Folder, "none"));

        build.Should().Throw<FileNotFoundException>().WithMessage("*none*ShortVideo.mlnet'. Train it with the console app*--models.");
    }

    private static async Task<T> Post<T>(HttpClient client, string path, object input)
    {
        var answer = await client.PostAsJsonAsync(path, input);
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<T>())!;
    }
}
