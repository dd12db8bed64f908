using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Worlds;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks;

/// <summary>
/// Finds optimal linear models without noise of labels, epochs, or gradient steps. L-BFGS of ML.NET minimizes the expected weighted loss: each row is a
/// positive and a negative example, weighted by the probabilities of its law.
/// </summary>
/// <param name="rows">The rows that represent the world.</param>
/// <param name="task">The name of the task.</param>
internal sealed class LawOptimum(TaskRow[] rows, string task)
{
    private const int Rounds = 4;

    /// <summary>Computes the losses of plain training.</summary>
    public LawLosses OfRows() => LawLosses.Of(rows, task, Fit(_ => 1));

    /// <summary>Computes the losses of training on the session log loss, which is the largest improvement that weights of rows can give.</summary>
    public LawLosses OfSessions() => LawLosses.Of(rows, task, Fit(row => rows[row].SessionShare));

    /// <summary>
    /// Computes the losses of RMTL with exact critics. The weight of a row is <c>1 + λ (l + γ V)</c>, where l is the expected loss of the row under the
    /// current model, and V is the expected loss of the rest of the session. Weights and model are fitted in turn until they converge.
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

    /// <summary>
    /// Computes the expected loss of the rest of a session. The steps of a session are independent, so it depends only on the flag of the row and the
    /// remaining steps.
    /// </summary>
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
