namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.ActorCritic;

/// <summary>
/// The dual of constrained policy optimization (RCPO, docs/equations-tscac.md (27)): weights of constrained responses climb while their constraint is violated,
/// <c>λ_i ← max(0, λ_i + η (C_i − V_i))</c>, slower than policy and critics move.
/// </summary>
/// <param name="weights">Where the multipliers stand.</param>
/// <param name="constraints">One or more.</param>
/// <param name="values">Estimates of every constraint's V_i under the current policy, from the rows of a batch.</param>
/// <param name="rate">η.</param>
internal sealed class Multipliers(ResponseWeights weights, IReadOnlyList<Constraint> constraints, Func<TransitionBatch, IReadOnlyList<double>> values,
    double rate)
{
    public IEnumerable<(string Name, double Value)> Report => constraints.Select(constraint => ($"multiplier {constraint.Name}", weights[constraint.Response]));

    public void Ascend(TransitionBatch batch)
    {
        foreach (var (constraint, value) in constraints.Zip(values(batch)))
        {
            var violation = constraint.LowerBound - value;
            weights[constraint.Response] = Math.Max(0, weights[constraint.Response] + rate * constraint.Unit * violation);
        }
    }
}

/// <summary>A lower bound <c>V_i ≥ C_i</c> on a response's value.</summary>
/// <param name="Response">Index of the response.</param>
/// <param name="Name">Its column.</param>
/// <param name="LowerBound">C_i: a discounted return, in the response's unit and with its sign.</param>
/// <param name="Unit">What a violation of 1 adds to the multiplier at a rate of 1.</param>
internal sealed record Constraint(int Response, string Name, double LowerBound, double Unit);
