namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>
/// Rows with a model's values: the direct method and its corrections by weighted residuals (one-step; Dudík, Langford and Li, 2011; Wang, Agarwal and Dudík, 2017).
/// </summary>
internal sealed class ModelSample(int responseCount, double switchThreshold) : IOffPolicySample
{
    /// <summary>Estimates per response.</summary>
    public const int LoggedMean = 0, DirectMethod = 1, DoublyRobust = 2, SelfNormalizedDoublyRobust = 3, SwitchDoublyRobust = 4, Count = 5;

    private const int Rows = 0, Weights = 1, FirstResponse = 2, SumsPerResponse = 4;

    private readonly ColumnSums _sums = new(FirstResponse + SumsPerResponse * responseCount);

    public IUnitSums Sums => _sums;

    public void Add(ScoredRow row)
    {
        _sums.Reserve(row.Unit);
        _sums.Add(row.Unit, Rows, 1);
        _sums.Add(row.Unit, Weights, row.Weight);
        for (var response = 0; response < responseCount; response++)
        {
            var column = FirstResponse + SumsPerResponse * response;
            var residual = row.Weight * (row.Responses[response] - row.ActionValues[response]);
            _sums.Add(row.Unit, column, row.Responses[response]);
            _sums.Add(row.Unit, column + 1, row.StateValues[response]);
            _sums.Add(row.Unit, column + 2, residual);
            _sums.Add(row.Unit, column + 3, row.Weight <= switchThreshold ? residual : 0);
        }
    }

    public void Complete()
    {
    }

    public double[] Estimate(ReadOnlySpan<double> total)
    {
        var (rows, weights) = (total[Rows], total[Weights]);
        var estimates = new double[Count * responseCount];
        for (var response = 0; response < responseCount; response++)
        {
            var sums = total.Slice(FirstResponse + SumsPerResponse * response, SumsPerResponse);
            var own = estimates.AsSpan(Count * response, Count);
            own[LoggedMean] = sums[0] / rows;
            own[DirectMethod] = sums[1] / rows;
            own[DoublyRobust] = (sums[1] + sums[2]) / rows;
            own[SelfNormalizedDoublyRobust] = sums[1] / rows + sums[2] / weights;
            own[SwitchDoublyRobust] = (sums[1] + sums[3]) / rows;
        }
        return estimates;
    }
}
