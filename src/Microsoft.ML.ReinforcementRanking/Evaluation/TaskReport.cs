namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Turns the labels and predictions of a task into its metrics: one sort and one pass, whatever the groups (one sort more where scores rank).</summary>
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
