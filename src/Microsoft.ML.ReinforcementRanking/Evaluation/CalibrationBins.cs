namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

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
