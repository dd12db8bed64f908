using System.Globalization;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents how a metric of a model changes if the model sees the values of a column in the wrong rows.</summary>
public sealed class FeatureImportance
{
    /// <param name="columnName">The name of the column.</param>
    /// <param name="changes">The change of the metric in each permutation, at least two.</param>
    internal FeatureImportance(string columnName, double[] changes)
    {
        ColumnName = columnName;
        MeanChange = changes.Average();
        StandardDeviation = Math.Sqrt(changes.Sum(change => (change - MeanChange) * (change - MeanChange)) / (changes.Length - 1));
        StandardError = StandardDeviation / Math.Sqrt(changes.Length);
    }

    /// <summary>The name of the column whose values were permuted.</summary>
    public string ColumnName { get; }

    /// <summary>
    /// The mean over permutations of the metric with permuted values less the metric with the values in their places, in the unit of the metric. For a metric
    /// that is better when it is higher, it is negative for a column that the model needs, and close to 0 for one that it does not use.
    /// </summary>
    public double MeanChange { get; }

    /// <summary>The standard deviation of the change over permutations, at least 0, in the unit of the metric.</summary>
    public double StandardDeviation { get; }

    /// <summary>
    /// The standard error of <see cref="MeanChange"/>, at least 0: the standard deviation over the root of the number of permutations. It measures the choice
    /// of the permutations, and not that of the log.
    /// </summary>
    public double StandardError { get; }

    /// <summary>Returns the name of the column, the mean change and its standard error as text, in the invariant culture.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ColumnName}: {MeanChange:G4} ± {StandardError:G4}");
}
