namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Options of <c>mlContext.Transforms.ResponseStatistics</c>.</summary>
public sealed class ResponseStatisticsOptions
{
    /// <summary>
    /// Further keys that are combinations of at least two columns, such as the pair of user and category. The slots of a combination are named
    /// <c>User+Category</c>. The default is an empty list.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<string>> KeyCombinations { get; set; } = [];

    /// <summary>
    /// The number of rows that the mean of all rows counts for in the mean of a key, above 0. If it is null, which is the default, it is learned for each key
    /// and response from the rows before the row's time: the variance of a response within a key divided by the variance of the means of keys, and at least 1.
    /// A response whose means do not differ between keys by more than chance has the mean of all rows.
    /// </summary>
    public double? PriorStrength { get; set; }

    /// <summary>
    /// The unit in which a number counts from 1970. The default is <see cref="TimestampUnit.Auto"/>, which derives the unit from the training times. A unit
    /// that the times contradict is an error.
    /// </summary>
    public TimestampUnit TimestampUnit { get; set; }
}
