using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML;

/// <summary>Provides the transform of response statistics under <c>mlContext.Transforms</c>.</summary>
public static class ResponseStatisticsCatalog
{
    /// <summary>
    /// Creates an estimator that describes users, items and other keys of a row by what happened to them before the row: how often they were seen, how long
    /// ago, and the means of their responses. Such statistics tell a model about a key of few rows more than an embedding of the key's id.
    /// </summary>
    /// <remarks>
    /// <para>The slots of a key K are <c>K.LogCount</c> = log(1 + the number of earlier rows of the key), <c>K.LogSecondsSinceLast</c> = log(1 + the seconds
    /// since the newest of them), or 0 if there is none, and for each response X the smoothed mean <c>K.X.Mean</c> =
    /// (Σ x + s m) / (n + s), where Σ x and n are the sum and the number of the key's earlier values, m is the mean of all earlier values, and s is the prior
    /// strength (<see cref="ResponseStatisticsOptions.PriorStrength"/>).</para>
    /// <para>Only rows of an earlier time count. No row sees its own responses, those of another row of its time, or later ones.</para>
    /// <para>The fitted transformer has the statistics at the end of the training rows. A row that is not later than the training rows sees the earlier rows of
    /// its own view alone, which are all rows before it if the view is the training data. A later row sees the training statistics and the earlier ones of
    /// those rows of its own view that are later than the training rows. Without the response columns, and in a prediction engine, every row sees the training
    /// statistics. Therefore split by time (<see cref="SessionDataCatalog.TrainTestSplitByTime"/>).</para>
    /// <para>Fitting reads the rows once, in any order, with memory for the distinct keys. Views in the order of time are streamed with the same memory. Of any
    /// other view, such as one of <see cref="SessionDataCatalog.GroupSessions"/>, the named columns are held in memory, to be sorted. See
    /// docs/features.md.</para>
    /// </remarks>
    /// <param name="catalog">The transforms catalog, <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column to add, a vector of Single with slot names.</param>
    /// <param name="keyColumnNames">
    /// The columns of users, items, categories and so on: keys, integers or text. A missing key and an empty text are the value of no key: the row sees no
    /// statistics of it, and adds to none. It can be empty if <see cref="ResponseStatisticsOptions.KeyCombinations"/> is not.
    /// </param>
    /// <param name="responseColumnNames">The columns of responses, at least one: numbers or Booleans. NaN is a missing response.</param>
    /// <param name="timestampColumnName">
    /// The timestamp column, of any type that <see cref="SessionDataCatalog.GroupSessions"/> takes. Times that are relative, and not since 1970, need
    /// <see cref="ResponseStatisticsOptions.TimestampUnit"/>.
    /// </param>
    /// <param name="options">The options, or null for the defaults.</param>
    /// <returns>The estimator.</returns>
    /// <example>
    /// <code>
    /// var pipeline = mlContext.Transforms.ResponseStatistics("Statistics", ["User", "Item"], ["Click", "Purchase"], "Time")
    ///     .Append(mlContext.Transforms.NormalizeMeanVariance("Features", "Statistics", fixZero: false));
    /// </code>
    /// </example>
    /// <exception cref="ArgumentOutOfRangeException">A name is null or blank, or an option is out of range.</exception>
    public static ResponseStatisticsEstimator ResponseStatistics(this TransformsCatalog catalog, string outputColumnName, string[] keyColumnNames,
        string[] responseColumnNames, string timestampColumnName, ResponseStatisticsOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new(catalog.GetEnvironment(), outputColumnName, keyColumnNames, responseColumnNames, timestampColumnName, options ?? new());
    }
}
