using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Pipeline = Microsoft.ML.Data.TransformerChain<
    Microsoft.ML.Data.RankingPredictionTransformer<Microsoft.ML.Trainers.ReinforcementRanking.NeuralRankingModelParameters>>;

namespace Microsoft.ML.ReinforcementRanking.Tests.Serving;

/// <summary>
/// Creates a raw log, whose features a pipeline computes from numbers, a category, and text, and policies that were fitted through the pipeline.
/// </summary>
internal static class ServedLog
{
    private static readonly string[] Genres = ["comedy", "drama", "news"];
    private static readonly Lazy<Pipeline> Fitted = new(() => Fit(Cloning));

    /// <summary>A cloned policy, which is fitted once.</summary>
    public static Pipeline Model => Fitted.Value;

    public static Step[] Steps { get; } = [.. ContractLog.Rows.Select((row, index) => new Step
    {
        Video = $"video {row.Action}",
        Numbers = [10 * row.Features[0] + 3, row.Features[1]],
        Hour = index % 24,
        Genre = Genres[index % Genres.Length],
        Title = $"the {(row.Features[2] > 0 ? "happy" : "sad")} end of {row.Season}",
        Session = row.GroupText,
        Label = row.Label,
        Click = row.Click,
    })];

    public static State[] States { get; } =
        [.. Steps.Take(20).Select(step => new State { Numbers = step.Numbers, Hour = step.Hour, Genre = step.Genre, Title = step.Title })];

    public static IEstimator<RankingPredictionTransformer<NeuralRankingModelParameters>> Cloning(MLContext context)
        => context.Ranking.Trainers.BehaviorCloning(new FitSettings { Epochs = 1 }.ToBehaviorCloning("Action"));

    public static IDataView View(this MLContext context, IEnumerable<Step> steps) => context.Data.LoadFromEnumerable(steps);

    public static Pipeline Fit(Func<MLContext, IEstimator<RankingPredictionTransformer<NeuralRankingModelParameters>>> trainer, bool dropsVideo = false)
    {
        var context = new MLContext(1);
        var action = context.Transforms.Conversion.MapValueToKey("Action", "Video").Append(context.Transforms.Conversion.MapValueToKey("GroupId", "Session"));
        IEstimator<ITransformer> keys = dropsVideo ? action.Append(context.Transforms.DropColumns("Video")) : action;
        return keys.Append(context.Transforms.Categorical.OneHotEncoding("GenreVector", "Genre"))
            .Append(context.Transforms.Text.FeaturizeText("TitleVector", "Title"))
            .Append(context.Transforms.NormalizeMeanVariance("Numbers"))
            .Append(context.Transforms.Concatenate("Features", "Numbers", "Hour", "GenreVector", "TitleVector"))
            .Append(trainer(context)).Fit(context.View(Steps));
    }

    /// <summary>
    /// Gets the id, the score, and the probability of every action in each of these states, by falling score. ML.NET computes them through all columns of
    /// a log.
    /// </summary>
    public static (string Id, float Score, float Probability)[][] RankByTransform(ITransformer model, IEnumerable<State> states)
    {
        string[] videos = [.. Steps.Select(step => step.Video).Distinct()];
        var scored = model.Transform(new MLContext(1).View(states.SelectMany(state => videos.Select(video => new Step
        {
            Video = video,
            Numbers = state.Numbers,
            Hour = state.Hour,
            Genre = state.Genre,
            Title = state.Title,
        }))));
        return [.. scored.GetColumn<string>("Video").Zip(scored.GetColumn<float>("Score"), scored.GetColumn<float>("Probability"))
            .Chunk(videos.Length).Select(state => state.OrderByDescending(action => action.Second).ToArray())];
    }

    /// <summary>Represents a row of the log.</summary>
    internal sealed class Step
    {
        public string Video { get; set; } = "";

        [VectorType(2)]
        public float[] Numbers { get; set; } = [0, 0];

        public float Hour { get; set; }

        public string Genre { get; set; } = "";

        public string Title { get; set; } = "";

        public string Session { get; set; } = "";

        public float Label { get; set; }

        public bool Click { get; set; }
    }

    /// <summary>Represents what is known before an action is chosen.</summary>
    internal sealed class State
    {
        [VectorType(2)]
        public float[] Numbers { get; set; } = [0, 0];

        public float Hour { get; set; }

        public string Genre { get; set; } = "";

        public string Title { get; set; } = "";
    }
}
