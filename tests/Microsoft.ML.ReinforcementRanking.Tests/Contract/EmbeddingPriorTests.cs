using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using TaskModel = Microsoft.ML.Data.TransformerChain<
    Microsoft.ML.Data.RankingPredictionTransformer<Microsoft.ML.Trainers.ReinforcementRanking.NeuralRankingModelParameters>>;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Fits tasks on a log in which an id has few rows, and a feature tells what there is to know about it.</summary>
public class EmbeddingPriorTests
{
    private const int UserCount = 400, RowCount = 1600;

    private static readonly MLContext Context = new(1);

    [Fact]
    public void Fit_ValueWithoutRows_IsEmbeddedAsAnUnknownOne()
    {
        var rows = Draw(seed: 1);
        var model = Fit(rows, "User");

        Probabilities(model, [.. rows.Take(50).Select(row => row with { User = "unseen" })]).Should()
            .Equal(Probabilities(model, [.. rows.Take(50).Select(row => row with { User = "unknown" })]), "a value is told from others by its rows");
    }

    [Fact]
    public void Fit_IdsOfFewRows_DoNotLoseToLeavingThemOut()
    {
        var (training, test) = (Draw(seed: 1), Draw(seed: 2));

        double AreaUnderRocCurve(params string[] ids)
            => Context.Ranking.EvaluateTasks(Fit(training, ids).Transform(View(test)), ["Click"], "User").Tasks[0].AreaUnderRocCurve;

        AreaUnderRocCurve("User").Should().BeGreaterThan(AreaUnderRocCurve() - 0.01);
    }

    private static TaskModel Fit(Row[] rows, params string[] ids)
    {
        var users = Enumerable.Range(0, UserCount).Select(user => $"u{user}").Append("unseen").Select(user => new { User = user });
        return Context.Transforms.Conversion.MapValueToKey("User", keyData: Context.Data.LoadFromEnumerable(users))
            .Append(Context.Ranking.Trainers.MultiTask(new MultiTaskRankingTrainer.Options
            {
                Tasks = [new("Click")],
                CategoricalColumnNames = ids,
                RowGroupColumnName = "User",
                Backbone = new SharedBottomBackbone { BottomUnits = [16], TowerUnits = [8] },
                BatchSize = 128,
                LearningRate = 1e-2,
            })).Fit(View(rows));
    }

    private static float[] Probabilities(TaskModel model, Row[] rows) => [.. model.Transform(View(rows)).GetColumn<float>("Click.Probability")];

    private static IDataView View(Row[] rows) => Context.Data.LoadFromEnumerable(rows);

    private static Row[] Draw(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, RowCount).Select(_ =>
        {
            var feature = 2 * random.NextSingle() - 1;
            return new Row { User = $"u{random.Next(UserCount)}", Features = [feature], Click = random.NextSingle() < 1 / (1 + MathF.Exp(-3 * feature)) };
        })];
    }

    private sealed record Row
    {
        public string User { get; set; } = "";

        [VectorType(1)]
        public float[] Features { get; set; } = [];

        public bool Click { get; set; }
    }
}
