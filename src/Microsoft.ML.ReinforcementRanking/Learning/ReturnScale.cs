using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>
/// Contains the weighted mean and the standard deviation of the discounted returns of a response on the training rows. Critics learn standardized
/// returns, so that one learning rate suits seconds as well as clicks. With a discount factor of 0 they are the mean and the standard deviation of the
/// response itself.
/// </summary>
internal readonly record struct ReturnScale(double Mean, double Deviation)
{
    public static ReturnScale Of(LogRows log, Column<float> response, double discount)
    {
        using var returns = log.DiscountedReturns(response, discount);
        double total = 0, sum = 0, squares = 0;
        foreach (var row in log.Rows)
        {
            total += log.WeightOf(row);
            sum += log.WeightOf(row) * returns[row];
        }
        var mean = sum / total;
        foreach (var row in log.Rows)
            squares += log.WeightOf(row) * (returns[row] - mean) * (returns[row] - mean);
        return new(mean, Math.Max(Math.Sqrt(squares / total), 1e-6));
    }
}
