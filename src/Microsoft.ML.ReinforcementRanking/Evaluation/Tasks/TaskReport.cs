namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>
/// Turns the labels and predictions of a task into its metrics: one sort and one pass, whatever the groups (one sort more where scores rank).
/// </summary>
internal static class TaskReport
{
    /// <summary>The metrics of a task on at least one row.</summary>
    /// <param name="name">Name of the task.</param>
    /// <param name="labels">0 or 1.</param>
    /// <param name="probabilities">0 to 1.</param>
    /// <param name="sessions">The rows' sessions.</param>
    /// <param name="users">The rows' users, the groups of GAUC; null for the sessions.</param>
    /// <param name="scores">What rows are ranked by; null for the probabilities. A logit keeps apart what its probability rounds together.</param>
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

    private static (double Area, double Rows) WithinGroups(RankCounter[] groups)
    {
        RankCounter[] ranked = [.. groups.Where(group => group.HasBothClasses)];
        double rows = ranked.Sum(group => (long)group.Count);
        // Sorted, for a sum that does not depend on how the groups are numbered.
        return (ranked.Select(group => group.Count * group.AreaUnderCurve).Order().Sum() / rows, rows);
    }
}

/// <summary>The losses of a task's rows, summed by session.</summary>
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

    /// <summary>Mean over sessions of a session's mean loss.</summary>
    public double Mean() => Ascending((total, count) => total / count).Average();

    /// <summary>Mean of the largest tenth, rounded up, of the sessions' total losses.</summary>
    public double WorstTenth()
    {
        var totals = Ascending((total, _) => total);
        return totals[^((totals.Length + WorstShare - 1) / WorstShare)..].Average();
    }

    // Sorted, for sums that do not depend on how the sessions are numbered.
    private double[] Ascending(Func<double, int, double> value)
    {
        double[] values = [.. _totals.Zip(_counts).Where(session => session.Second > 0).Select(session => value(session.First, session.Second))];
        Array.Sort(values);
        return values;
    }
}

/// <summary>Which group, a session or a user, each row belongs to.</summary>
/// <param name="OfRow">Row → group, 0 to <paramref name="Count"/> - 1, in any order.</param>
/// <param name="Count">Number of groups; a group without rows counts for nothing, so held-out rows may keep the numbers of the whole data.</param>
internal sealed record RowGroups(int[] OfRow, int Count);

/// <summary>Expected calibration error with bins of equal count.</summary>
internal static class CalibrationBins
{
    private const int BinCount = 10;

    /// <summary>
    /// sum over bins of (rows of the bin / rows) |mean probability - positive rate|. Of n sorted rows, those of equal probability at the places [start, end)
    /// are in bin floor(10 m / n), m = (start + end) / 2 their middle: a tie is never split, and bins are equal where there are none.
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
