namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.ActorCritic;

/// <summary>A lower bound <c>V_i ≥ C_i</c> on a response's value.</summary>
/// <param name="Response">Index of the response.</param>
/// <param name="Name">Its column.</param>
/// <param name="LowerBound">C_i: a discounted return, in the response's unit and with its sign.</param>
/// <param name="Unit">What a violation of 1 adds to the multiplier at a rate of 1.</param>
internal sealed record Constraint(int Response, string Name, double LowerBound, double Unit);
