using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML;

/// <summary>Provides the importance of columns for any metric, beside that of <see cref="RankingCatalog"/> for NDCG.</summary>
public static class FeatureImportanceCatalog
{
    private static readonly ColumnRole Feature = new("feature", "any type", _ => true);

    /// <summary>
    /// Measures how much a metric of a fitted pipeline depends on each of its input columns. The values of one column at a time are given to other rows, and
    /// the change of the metric says what the model loses without them.
    /// </summary>
    /// <remarks>
    /// <para>The method of the same name in ML.NET computes the NDCG of graded labels, which says nothing about a policy. This one takes the metric as a
    /// function, such as the value of a response from <c>EvaluateOffPolicy</c>, or the area under the ROC curve of a task from <c>EvaluateTasks</c>.</para>
    /// <para>It permutes columns of the data before the pipeline, so that a text column has one importance, and not each slot of its encoding. A vector is
    /// permuted as a whole. Where two columns say the same, the model does not lose much without one of them, and both seem unimportant.</para>
    /// <para>The data are read 1 + columns × (1 + permutations) times, so cache them if reading is slow (<c>mlContext.Data.Cache</c>). One column at a time is
    /// held in memory. All columns have the same permutations.</para>
    /// </remarks>
    /// <example>
    /// <code>
    /// var importance = mlContext.Ranking.PermutationFeatureImportance(model, testLog, ["Interest", "Hour"],
    ///     scored => mlContext.Ranking.EvaluateOffPolicy(scored, ["WatchTime"]).Responses[0].CappedSelfNormalizedIps.Value);
    /// </code>
    /// </example>
    /// <param name="catalog">The ranking catalog, <c>mlContext.Ranking</c>.</param>
    /// <param name="model">The fitted pipeline, with the steps that read the columns.</param>
    /// <param name="data">The data to score, which the model should not have been trained on. Each reading must give the same rows in the same order.</param>
    /// <param name="featureColumnNames">The columns of <paramref name="data"/> to permute, of any type, at least one.</param>
    /// <param name="metric">A function from the scored data to a finite number.</param>
    /// <param name="permutationCount">The number of permutations of each column, from 2 to 1,000,000. The default is 10.</param>
    /// <param name="seed">
    /// The seed of the permutations. If it is null, which is the default, the seed of the <see cref="MLContext"/> applies, or a random one where it has none.
    /// </param>
    /// <returns>The change of the metric for each column, in the order of <paramref name="featureColumnNames"/>.</returns>
    /// <exception cref="ArgumentNullException">An argument other than <paramref name="seed"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// No column is named, or one is named twice or is missing, or <paramref name="permutationCount"/> is out of its range.
    /// </exception>
    /// <exception cref="InvalidOperationException">The data have no rows, or the metric is not finite. The message names the column.</exception>
    public static IReadOnlyList<FeatureImportance> PermutationFeatureImportance(
        this RankingCatalog catalog,
        ITransformer model,
        IDataView data,
        string[] featureColumnNames,
        Func<IDataView, double> metric,
        int permutationCount = 10,
        int? seed = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(featureColumnNames);
        ArgumentNullException.ThrowIfNull(metric);
        var host = catalog.GetEnvironment().Register(nameof(PermutationFeatureImportance));
        OptionFailures.CheckNames(host, featureColumnNames, nameof(featureColumnNames));
        foreach (var name in featureColumnNames)
            Feature.Require(host, data.Schema, name);
        host.CheckUserArg(permutationCount is >= 2 and <= OptionFailures.LargestCount, nameof(permutationCount),
            FormattableString.Invariant($"must be from 2 to {OptionFailures.LargestCount}, but was {permutationCount}"));

        var first = Seeds.Choose(host, seed);
        var whole = Measure(host, model, data, metric, "without a permutation");
        return [.. featureColumnNames.Select(name =>
        {
            var column = PermutedColumn.Read(host, data, data.Schema[name]);
            var changes = Enumerable.Range(0, permutationCount).Select(permutation =>
            {
                column.Permute(Seeds.Derive(first, permutation));
                return Measure(host, model, new AddedColumnsView(host, data, [column]), metric, $"with column '{name}' permuted") - whole;
            });
            return new FeatureImportance(name, [.. changes]);
        })];
    }

    private static double Measure(IHost host, ITransformer model, IDataView view, Func<IDataView, double> metric, string condition)
    {
        host.CheckAlive();
        var value = metric(model.Transform(view));
        return double.IsFinite(value) ? value : throw host.Except(FormattableString.Invariant(
            $"The metric must be finite, but was {value} {condition}. Evaluate data for which it is defined, such as rows of both classes."));
    }
}
