namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Represents the metrics of one task. A binary task has a label y and a predicted probability p. The loss of a row is its binary cross-entropy, -y ln p - (1
/// - y) ln(1 - p), in nats and at most 100. Logarithms are at least -100, so that one certain and wrong prediction does not make every mean infinite. A
/// regression task has a label and a predicted value. Metrics that need classes or probabilities are NaN for it, and 0 if they are counts.
/// </summary>
public sealed class TaskMetrics
{
    internal TaskMetrics()
    {
    }

    /// <summary>The name of the column of the task's label.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>Whether the task is a regression. If it is not, it is binary.</summary>
    public bool IsRegression { get; internal init; }

    /// <summary>The number of rows of the data.</summary>
    public long RowCount { get; internal init; }

    /// <summary>The number of rows whose label is true or 1.</summary>
    public long PositiveCount { get; internal init; }

    /// <summary>The share of positive rows, from 0 to 1.</summary>
    public double PositiveRate => IsRegression ? double.NaN : (double)PositiveCount / RowCount;

    /// <summary>The mean predicted probability, from 0 to 1. It is above <see cref="PositiveRate"/> where the model overestimates.</summary>
    public double MeanProbability { get; internal init; } = double.NaN;

    /// <summary>
    /// The probability that a random positive row has a higher prediction than a random negative one, from 0 to 1. Ties count one half (the rank
    /// statistic). A random order has 0.5. It is NaN where all rows are of one class. For a regression it is the XAUC: the probability that, of two random
    /// rows with different labels, the one with the larger label has the larger prediction.
    /// </summary>
    public double AreaUnderRocCurve { get; internal init; }

    /// <summary>
    /// The group AUC (GAUC), sum(n AUC) / sum(n) over the groups with both classes, from 0 to 1, where n is the number of rows of a group. A random order
    /// has 0.5. Groups are users, or sessions where no user column was given. It measures the order that a user sees, whereas
    /// <see cref="AreaUnderRocCurve"/> also depends on how users differ. It is NaN where no group has both classes. For a regression it is the same mean of the
    /// XAUC of each group, over the groups with different labels.
    /// </summary>
    public double GroupAreaUnderRocCurve { get; internal init; }

    /// <summary>
    /// The share of rows in groups with both classes, or with different labels, from 0 to 1. <see cref="GroupAreaUnderRocCurve"/> covers these rows only.
    /// </summary>
    public double GroupAreaUnderRocCurveCoverage { get; internal init; }

    /// <summary>The mean loss per row, in nats, at least 0.</summary>
    public double LogLoss { get; internal init; } = double.NaN;

    /// <summary>The mean absolute error of a regression, in the unit of the label, such as seconds. It is NaN for a binary task.</summary>
    public double MeanAbsoluteError { get; internal init; } = double.NaN;

    /// <summary>
    /// The session log loss (s-Logloss of the RMTL paper), in nats, at least 0. It is the mean over sessions of the mean loss of a session's rows. A short
    /// session has the same weight as a long one.
    /// </summary>
    public double SessionLogLoss { get; internal init; } = double.NaN;

    /// <summary>
    /// The total loss of the worst tenth of sessions, in nats, at least 0. Of S sessions it is the mean of the ceil(S / 10) largest sums of a session's
    /// losses. Long sessions count with all their rows.
    /// </summary>
    public double WorstTenthSessionLoss { get; internal init; } = double.NaN;

    /// <summary>
    /// The expected calibration error over 10 bins of equal count, from 0 to 1: sum over bins of (rows of the bin / rows) |mean p - positive rate of the
    /// bin|. Rows are sorted by p. Rows of equal p share the bin that contains the middle of their positions, so bins differ in size where predictions are
    /// tied. Chance alone makes the error positive, by about sqrt(2 / pi * 10 y (1 - y) / rows) for a positive rate y in each bin. Compare it at equal
    /// numbers of rows.
    /// </summary>
    public double CalibrationError { get; internal init; } = double.NaN;
}
