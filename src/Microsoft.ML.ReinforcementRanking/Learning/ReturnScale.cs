namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>
/// Mean and standard deviation of the discounted returns of a response on the training rows. Critics learn standardised returns, so that one learning
/// rate serves seconds and clicks alike; a discount of 0 makes it the response's own mean and deviation.
/// </summary>
internal readonly record struct ReturnScale(double Mean, double Deviation)
{
    public static ReturnScale Of(LogRows log, float[] response, double discount)
    {
        var returns = DiscountedReturns(log, response, discount);
        var mean = returns.Average();
        var variance = returns.Sum(value => (value - mean) * (value - mean)) / returns.Length;
        return new(mean, Math.Max(Math.Sqrt(variance), 1e-6));
    }

    // Successors come later in arrival order, so one backward pass sees every successor first.
    private static double[] DiscountedReturns(LogRows log, float[] response, double discount)
    {
        var all = new double[log.Data.RowCount];
        for (var row = log.Data.RowCount - 1; row >= 0; row--)
        {
            var next = log.Data.NextRow[row];
            all[row] = response[row] + (next < 0 ? 0 : discount * all[next]);
        }
        return Array.ConvertAll(log.Rows, row => all[row]);
    }
}
