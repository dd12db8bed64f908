namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// The metrics of one binary task with label y and predicted probability p. A row's loss is its binary cross-entropy,
/// -y ln p - (1 - y) ln(1 - p), in nats and at most 100: logarithms end at -100, so that one certain and wrong prediction does not make every mean infinite.
/// </summary>
public sealed class TaskMetrics
{
    internal TaskMetrics()
    {
    }

    /// <summary>Column of the task's label.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>Rows of the data.</summary>
    public long RowCount { get; internal init; }

    /// <summary>Rows whose label is true or 1.</summary>
    public long PositiveCount { get; internal init; }

    /// <summary>Share of positive rows, 0 to 1.</summary>
    public double PositiveRate => (double)PositiveCount / RowCount;

    /// <summary>Mean predicted probability, 0 to 1: above <see cref="PositiveRate"/> where the model promises too much.</summary>
    public double MeanProbability { get; internal init; }

    /// <summary>
    /// Probability that a random positive row is predicted higher than a random negative one, ties counting one half (the rank statistic), 0 to 1; 0.5 is
    /// chance. NaN where all rows are of one class.
    /// </summary>
    public double AreaUnderRocCurve { get; internal init; }

    /// <summary>
    /// GAUC, sum(n AUC) / sum(n) over the groups with both classes, n a group's rows, 0 to 1; 0.5 is chance. Groups are users, or sessions where no user column
    /// was given. It judges the order that a user sees, which <see cref="AreaUnderRocCurve"/> mixes with how users differ. NaN where no group has both classes.
    /// </summary>
    public double GroupAreaUnderRocCurve { get; internal init; }

    /// <summary>Share of rows, 0 to 1, in groups with both classes: what <see cref="GroupAreaUnderRocCurve"/> speaks for.</summary>
    public double GroupAreaUnderRocCurveCoverage { get; internal init; }

    /// <summary>Mean loss per row, in nats, at least 0.</summary>
    public double LogLoss { get; internal init; }

    /// <summary>
    /// s-Logloss of the RMTL paper, in nats, at least 0: the mean over sessions of the mean loss of a session's rows. A short session counts as much as a long
    /// one.
    /// </summary>
    public double SessionLogLoss { get; internal init; }

    /// <summary>
    /// Total loss of the worst tenth of sessions, in nats, at least 0: of S sessions, the mean of the ceil(S / 10) largest sums of a session's losses.
    /// Long sessions weigh in with all their rows.
    /// </summary>
    public double WorstTenthSessionLoss { get; internal init; }

    /// <summary>
    /// Expected calibration error over 10 bins of equal count, 0 to 1: sum over bins of (rows of the bin / rows) |mean p - positive rate of the bin|.
    /// Rows are sorted by p; rows of equal p share the bin in which the middle of their places lies, so bins differ in size where predictions are tied.
    /// Chance alone makes it positive, by about sqrt(2 / pi * 10 y (1 - y) / rows) for a positive rate y in each bin: compare it at equal numbers of rows.
    /// </summary>
    public double CalibrationError { get; internal init; }
}
