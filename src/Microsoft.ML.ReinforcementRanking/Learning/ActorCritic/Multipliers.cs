using Microsoft.ML.Trainers.ReinforcementRanking.Networks;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.ActorCritic;

/// <summary>
/// Updates the multipliers of constrained policy optimization (RCPO, docs/equations-tscac.md (27)). The weight of a constrained response rises while its
/// constraint is violated, <c>λ_i ← max(0, λ_i + η (C_i − V_i))</c>, more slowly than the policy and the critics change.
/// </summary>
/// <param name="weights">The weights that contain the multipliers.</param>
/// <param name="constraints">The constraints, at least one.</param>
/// <param name="values">Estimates the V_i of every constraint under the current policy from the rows of a batch.</param>
/// <param name="rate">The rate η.</param>
internal sealed class Multipliers(ResponseWeights weights, IReadOnlyList<Constraint> constraints, Func<TransitionBatch, IReadOnlyList<double>> values,
    double rate)
{
    public IEnumerable<(string Name, double Value)> Report => constraints.Select(constraint => ($"multiplier {constraint.Name}", weights[constraint.Response]));

    public void Update(TransitionBatch batch)
    {
        foreach (var (constraint, value) in constraints.Zip(values(batch)))
        {
            var violation = constraint.LowerBound - value;
            weights[constraint.Response] = Math.Max(0, weights[constraint.Response] + rate * constraint.Unit * violation);
        }
    }

    /// <summary>Visits the multipliers.</summary>
    public void Visit(StateArchive archive) => weights.Visit(archive);
}

/// <summary>Represents a lower bound <c>V_i ≥ C_i</c> on the value of a response.</summary>
/// <param name="Response">The index of the response.</param>
/// <param name="Name">The name of its column.</param>
/// <param name="LowerBound">The bound C_i, a discounted return in the response's unit and with its sign.</param>
/// <param name="Unit">The increase of the multiplier that a violation of 1 causes at a rate of 1.</param>
internal sealed record Constraint(int Response, string Name, double LowerBound, double Unit);
