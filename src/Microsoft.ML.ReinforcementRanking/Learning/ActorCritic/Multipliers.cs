using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.ActorCritic;

/// <summary>
/// The dual of constrained policy optimisation (RCPO, TSCAC spec 6): weights of constrained responses climb while their constraint is violated,
/// <c>λ_i ← max(0, λ_i + η (C_i − V_i))</c>, slower than policy and critics move.
/// </summary>
internal sealed class Multipliers(ResponseWeights weights, IReadOnlyList<Constraint> constraints, double rate)
{
    public IEnumerable<(string Name, double Value)> Report => constraints.Select(constraint => ($"multiplier {constraint.Name}", weights[constraint.Response]));

    public void Ascend(TransitionBatch batch)
    {
        foreach (var constraint in constraints)
        {
            var violation = constraint.LowerBound - constraint.Value(batch);
            weights[constraint.Response] = Math.Max(0, weights[constraint.Response] + rate * constraint.Unit * violation);
        }
    }
}
