using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Worlds;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks;

/// <summary>
/// Linear models without any noise of labels, epochs or steps: ML.NET's L-BFGS minimizes the expected weighted loss, each row entering as positive and as
/// negative in the proportion of its law.
/// </summary>
/// <param name="rows">Rows that stand for the world.</param>
/// <param name="task">The task.</param>
internal sealed class LawOptimum(TaskRow[] rows, string task)
{
    private const int Rounds = 4;

    /// <summary>Of plain training.</summary>
    public LawLosses OfRows() => LawLosses.Of(rows, task, Fit(_ => 1));

    /// <summary>Of training on what session log loss measures: the most that any weights of rows can do for it.</summary>
    public LawLosses OfSessions() => LawLosses.Of(rows, task, Fit(row => rows[row].SessionShare));

    /// <summary>
    /// Of RMTL with exact critics: rows weigh <c>1 + λ (l + γ V)</c>, with l a row's expected loss under the present model and V what the rest of the session
    /// costs; weights and model are fitted in turn until they agree.
    /// </summary>
    public LawLosses OfExactCritics(double strength, double discount)
    {
        var predictions = Fit(_ => 1);
        for (var round = 0; round < Rounds; round++)
        {
            double[] losses = [.. rows.Zip(predictions, (row, prediction) => LawLosses.CrossEntropy(row.LawOf(task), prediction))];
            var later = Later(losses, discount);
            predictions = Fit(row => 1 + strength * (losses[row] + discount * later[Kind(rows[row])]));
        }
        return LawLosses.Of(rows, task, predictions);
    }

    private static (float Flag, float Left) Kind(TaskRow row) => (row.Features[TaskWorld.Flag], row.Features[TaskWorld.Left]);

    /// <summary>Steps of a session are independent, so what comes after a row depends on its flag and the steps left alone.</summary>
    private Dictionary<(float Flag, float Left), double> Later(double[] losses, double discount)
    {
        var means = rows.Zip(losses).GroupBy(pair => Kind(pair.First), pair => pair.Second).OrderBy(kind => kind.Key)
            .ToDictionary(kind => kind.Key, kind => kind.Average());
        Dictionary<(float Flag, float Left), double> later = [];
        foreach (var flag in means.Keys.Select(kind => kind.Flag).Distinct())
        {
            var value = 0.0;
            foreach (var (kind, mean) in means.Where(kind => kind.Key.Flag == flag))
            {
                later[kind] = value;
                value = mean + discount * value;
            }
        }
        return later;
    }

    private float[] Fit(Func<int, double> weight)
    {
        var ml = new MLContext(1);
        var doubled = rows.Index().SelectMany(row => new[] { true, false }.Select(label => new WeightedRow
        {
            Features = row.Item.Features,
            Label = label,
            Weight = (float)(weight(row.Index) * (label ? row.Item.LawOf(task) : 1 - row.Item.LawOf(task))),
        }));
        var model = ml.BinaryClassification.Trainers.LbfgsLogisticRegression(new LbfgsLogisticRegressionBinaryTrainer.Options
        {
            ExampleWeightColumnName = nameof(WeightedRow.Weight),
            L1Regularization = 0,
            L2Regularization = 0,
            NumberOfThreads = 1,
        }).Fit(ml.Data.LoadFromEnumerable(doubled, WeightedRow.Schema));
        return [.. model.Transform(TaskRow.View(rows)).GetColumn<float>("Probability")];
    }

    private sealed class WeightedRow
    {
        public static SchemaDefinition Schema
        {
            get
            {
                var schema = SchemaDefinition.Create(typeof(WeightedRow));
                schema[nameof(Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, TaskWorld.LinearParameters - 1);
                return schema;
            }
        }

        public float[] Features { get; set; } = [];

        public bool Label { get; set; }

        public float Weight { get; set; }
    }
}
