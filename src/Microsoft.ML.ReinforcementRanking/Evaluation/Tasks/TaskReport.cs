namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>
/// Computes the metrics of a task from its labels and predictions. It needs one sort and one pass for any groups, and one more sort where scores rank the
/// rows.
/// </summary>
internal static class TaskReport
{
    /// <summary>Returns the metrics of a task on at least one row.</summary>
    /// <param name="task">The rows of the task.</param>
    /// <param name="sessions">The sessions of the rows.</param>
    /// <param name="users">The users of the rows, which are the groups of GAUC, or null for the sessions.</param>
    public static TaskMetrics Describe(TaskRows task, RowGroups sessions, RowGroups? users) => task.Probabilities is { } probabilities
        ? Describe(task.Name, task.Labels, probabilities, sessions, users, task.Scores)
        : DescribeRegression(task.Name, task.Labels, task.Scores!, users ?? sessions);

    /// <summary>Returns the metrics of a binary task on at least one row.</summary>
    /// <param name="name">The name of the task.</param>
    /// <param name="labels">The labels, which are 0 or 1.</param>
    /// <param name="probabilities">The probabilities, from 0 to 1.</param>
    /// <param name="sessions">The sessions of the rows.</param>
    /// <param name="users">The users of the rows, which are the groups of GAUC, or null for the sessions.</param>
    /// <param name="scores">
    /// The scores by which the rows are ranked, or null for the probabilities. Logits stay different where their probabilities round to the same value.
    /// </param>
    public static TaskMetrics Describe(string name, float[] labels, float[] probabilities, RowGroups sessions, RowGroups? users = null, float[]? scores = null)
    {
        var rows = new SortedPredictions(labels, probabilities, scores ?? probabilities);
        var groups = users ?? sessions;
        var (all, byGroup, bySession) = (new RankCounter(), new RankCounter[groups.Count], new SessionLosses(sessions));
        var (loss, probability, positives) = (0.0, 0.0, 0);
        for (var place = 0; place < rows.Count; place++)
        {
            var row = rows[place];
            var rowLoss = row.Loss;
            loss += rowLoss;
            probability += row.Probability;
            positives += row.IsPositive ? 1 : 0;
            all.Add(row);
            byGroup[groups.OfRow[row.Row]].Add(row);
            bySession.Add(row.Row, rowLoss);
        }
        var (groupArea, coveredRows) = WithinGroups(byGroup);
        return new()
        {
            Name = name,
            RowCount = rows.Count,
            PositiveCount = positives,
            MeanProbability = probability / rows.Count,
            AreaUnderRocCurve = all.AreaUnderCurve,
            GroupAreaUnderRocCurve = groupArea,
            GroupAreaUnderRocCurveCoverage = coveredRows / rows.Count,
            LogLoss = loss / rows.Count,
            SessionLogLoss = bySession.Mean(),
            WorstTenthSessionLoss = bySession.WorstTenth(),
            CalibrationError = CalibrationBins.Error(scores is null ? rows : new(labels, probabilities, probabilities)),
        };
    }

    private static TaskMetrics DescribeRegression(string name, float[] labels, float[] predictions, RowGroups groups)
    {
        var (groupShare, coveredRows) = PairOrder.WithinGroups(labels, predictions, groups);
        return new()
        {
            Name = name,
            IsRegression = true,
            RowCount = labels.Length,
            AreaUnderRocCurve = PairOrder.Share(labels, predictions),
            GroupAreaUnderRocCurve = groupShare,
            GroupAreaUnderRocCurveCoverage = (double)coveredRows / labels.Length,
            // The errors are sorted, so that the sum does not depend on the order of the rows.
            MeanAbsoluteError = labels.Zip(predictions, (label, prediction) => Math.Abs((double)label - prediction)).Order().Average(),
        };
    }

    private static (double Area, double Rows) WithinGroups(RankCounter[] groups)
    {
        RankCounter[] ranked = [.. groups.Where(group => group.HasBothClasses)];
        double rows = ranked.Sum(group => (long)group.Count);
        // The values are sorted, so that the sum does not depend on the numbers of the groups.
        return (ranked.Select(group => group.Count * group.AreaUnderCurve).Order().Sum() / rows, rows);
    }
}

/// <summary>Represents the losses of a task's rows, summed by session.</summary>
internal sealed class SessionLosses(RowGroups sessions)
{
    private const int WorstShare = 10;

    private readonly double[] _totals = new double[sessions.Count];
    private readonly int[] _counts = new int[sessions.Count];

    /// <summary>Adds the loss of a row.</summary>
    public void Add(int row, double loss)
    {
        var session = sessions.OfRow[row];
        _totals[session] += loss;
        _counts[session]++;
    }

    /// <summary>The mean over sessions of a session's mean loss.</summary>
    public double Mean() => Ascending((total, count) => total / count).Average();

    /// <summary>The mean of the largest tenth, rounded up, of the sessions' total losses.</summary>
    public double WorstTenth()
    {
        var totals = Ascending((total, _) => total);
        return totals[^((totals.Length + WorstShare - 1) / WorstShare)..].Average();
    }

    // The values are sorted, so that sums do not depend on the numbers of the sessions.
    private double[] Ascending(Func<double, int, double> value)
    {
        double[] values = [.. _totals.Zip(_counts).Where(session => session.Second > 0).Select(session => value(session.First, session.Second))];
        Array.Sort(values);
        return values;
    }
}

/// <summary>Represents the group, a session or a user, of each row.</summary>
/// <param name="OfRow">The group of each row, from 0 to <paramref name="Count"/> - 1, in any order.</param>
/// <param name="Count">The number of groups. A group without rows has no effect, so held-out rows may keep the group numbers of the whole data.</param>
internal sealed record RowGroups(int[] OfRow, int Count);

/// <summary>Computes the expected calibration error with bins of equal count.</summary>
internal static class CalibrationBins
{
    private const int BinCount = 10;

    /// <summary>
    /// Returns the sum over bins of (rows of the bin / rows) |mean probability - positive rate|. Of n sorted rows, those of equal probability have the
    /// positions [start, end). They are in bin floor(10 m / n), where m = (start + end) / 2 is their middle. A tie is never split, and bins are equal where
    /// there are no ties.
    /// </summary>
    public static double Error(SortedPredictions rows)
    {
        // Rows cancel out of the formula: (n_b / n) |sum p / n_b - sum y / n_b| = |sum p - sum y| / n.
        Span<double> excess = stackalloc double[BinCount];
        excess.Clear();
        for (int start = 0, end = 0; start < rows.Count; start = end)
        {
            var probability = rows[start].Probability;
            var positives = 0;
            for (; end < rows.Count && rows[end].Probability == probability; end++)
                positives += rows[end].IsPositive ? 1 : 0;
            var bin = (int)(BinCount * ((long)start + end) / (2L * rows.Count));
            excess[bin] += (double)probability * (end - start) - positives;
        }
        var error = 0.0;
        foreach (var value in excess)
            error += Math.Abs(value);
        return error / rows.Count;
    }
}
