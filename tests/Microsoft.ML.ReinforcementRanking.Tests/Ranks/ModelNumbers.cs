using Microsoft.ML.Data;
using Transformer = Microsoft.ML.Data.RankingPredictionTransformer<Microsoft.ML.Trainers.ReinforcementRanking.NeuralRankingModelParameters>;

namespace Microsoft.ML.ReinforcementRanking.Tests.Ranks;

/// <summary>Compares the numbers that two models give, for models that are equal except for roundings.</summary>
internal static class ModelNumbers
{
    private const double Tolerance = 1e-5;

    /// <summary>Requires that models give the same numbers for the rows of a log, and that their fits had the same losses.</summary>
    public static void ShouldBeClose(Transformer model, Transformer expected, IDataView log)
    {
        var (own, others) = (Of(model, log), Of(expected, log));
        own.Should().HaveSameCount(others);
        own.Zip(others, Distance).Max().Should().BeLessThan(ToleranceOf(expected));
        var (history, expectedHistory) = (model.Model.History, expected.Model.History);
        history.Select(entry => (entry.Stage, entry.Epoch)).Should().Equal(expectedHistory.Select(entry => (entry.Stage, entry.Epoch)));
        foreach (var (entry, other) in history.Zip(expectedHistory))
        {
            foreach (var (loss, value) in other.Losses)
                Distance(entry.Losses[loss], value).Should().BeLessThan(10 * Tolerance, "this is {0} of {1}", loss, entry.Stage);
        }
    }

    /// <summary>
    /// An exact improvement divides values by their deviation under the behavior policy. Values have roundings of about 1e-6, which are divided, too.
    /// </summary>
    private static double ToleranceOf(Transformer model)
        => Math.Max(Tolerance, 1e-6 / model.Model.Critics.Select(critic => critic.AdvantageDeviation).Where(double.IsFinite).DefaultIfEmpty(1).Min());

    private static double Distance(float value, float other) => Distance((double)value, other);

    private static double Distance(double value, double other) => Math.Abs(value - other) / (1 + Math.Abs(other));

    /// <summary>
    /// Returns the numbers that a model adds to the rows of a log by column, except the scores of a policy over actions. These have a part that is the same for
    /// all actions. It has no effect, and no gradient but the roundings of a zero, which AdamW makes as large as any other gradient.
    /// </summary>
    public static IEnumerable<(string Column, float[] Numbers)> ByColumn(Transformer model, IDataView log)
    {
        var scored = model.Transform(log);
        var isPolicy = model.Model.CategoricalPolicy is not null || model.Model.CandidatePolicy is not null;
        return scored.Schema.Skip(log.Schema.Count).Where(column => column.Name != "Score" || !isPolicy).Select(column => (column.Name, column.Type switch
        {
            VectorDataViewType { ItemType: NumberDataViewType } => [.. scored.GetColumn<float[]>(column).SelectMany(values => values)],
            NumberDataViewType => [.. scored.GetColumn<float>(column)],
            _ => Array.Empty<float>(),
        }));
    }

    private static float[] Of(Transformer model, IDataView log) => [.. ByColumn(model, log).SelectMany(column => column.Numbers)];
}
