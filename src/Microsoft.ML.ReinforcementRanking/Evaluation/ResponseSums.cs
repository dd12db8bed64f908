namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>
/// Sums over rows of one response r with weights w = probability / propensity, and the estimators as functions of them.
/// Every estimator needs sums alone, which is why sessions can be summed first and redrawn afterwards.
/// </summary>
/// <param name="Rows">Number of rows.</param>
/// <param name="Weights">sum(w).</param>
/// <param name="CappedWeights">sum(min(w, cap)).</param>
/// <param name="Responses">sum(r).</param>
/// <param name="WeightedResponses">sum(w r).</param>
/// <param name="CappedResponses">sum(min(w, cap) r).</param>
internal readonly record struct ResponseSums(
    double Rows, double Weights, double CappedWeights, double Responses, double WeightedResponses, double CappedResponses)
{
    /// <summary>Mean response of the rows as they were logged.</summary>
    public double LoggedMean => Responses / Rows;

    /// <summary>Inverse propensity scoring.</summary>
    public double Ips => WeightedResponses / Rows;

    /// <summary>SNIPS; NaN when all weights are 0.</summary>
    public double SelfNormalizedIps => WeightedResponses / Weights;

    /// <summary>NCIS; NaN when all weights are 0.</summary>
    public double CappedSelfNormalizedIps => CappedResponses / CappedWeights;
}
