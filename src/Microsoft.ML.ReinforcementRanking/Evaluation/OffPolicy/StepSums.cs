using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>
/// Computes estimates of sessions that are weighted step by step, with the weights of every step normalized over all sessions:
/// <c>Σ_t γ^t Σ_i numerator / Σ_i weight</c>. Examples are consistent weighted per-decision importance sampling (Thomas, 2015) and the weighted doubly
/// robust estimator (Thomas and Brunskill, 2016).
/// </summary>
/// <remarks>
/// A session that has ended has no further responses and keeps its weight, as in an absorbing state. Its later steps are not stored. Instead, a step holds
/// the changes of the weights there, and the weight of a step is the number of sessions plus the changes up to it.
/// </remarks>
/// <param name="discount">The discount γ. Null counts as 1.</param>
/// <param name="numerator">A function that returns the addend of a row in the numerator of its step.</param>
/// <param name="weightChange">A function that returns by how much the weight of a session changes at a row. It is 1 before the first row.</param>
/// <param name="isLagged">Whether the weights are those before the step.</param>
internal sealed class StepSums(double? discount, Func<WeightedRow, double> numerator, Func<WeightedRow, double> weightChange, bool isLagged = false)
    : EstimatorSums
{
    private UnitTable _units = null!;
    private UnitCells<StepSum> _steps = null!;
    private int _sessions;

    public override void Attach(UnitTable units) => (_units, _steps, _sessions) = (units, new(units.Store), units.NewColumn());

    public override void Add(in WeightedRow row)
    {
        _units.Add(row.Unit, _sessions, row.SessionCount);
        _steps.Add(row.Unit, row.Step, new(numerator(row), weightChange(row)));
    }

    public override void Complete() => _steps.Complete();

    public override double Estimate(ResampledLog log) => Estimate(log.Sums[_sessions], _steps.Sum(log));

    public override Column<double> LeaveOneOut(ResampledLog whole)
    {
        var sessions = whole.Sums[_sessions];
        return _steps.LeaveOneOut(whole, _units.Count, (unit, steps) => Estimate(sessions - _units.Value(unit, _sessions), steps));
    }

    private double Estimate(double sessions, StepSum[] steps)
    {
        var (estimate, factor, weights, largest) = (0.0, 1.0, sessions, sessions);
        foreach (var step in steps)
        {
            var previous = weights;
            weights += step.WeightChange;
            largest = Math.Max(largest, weights);
            estimate += factor * step.Numerator / Positive(isLagged ? previous : weights, largest);
            factor *= discount ?? 1;
            // Later steps have no weight, whether or not they are defined.
            if (factor == 0)
                break;
        }
        return estimate;
    }

    // A rounding error in place of weights that have all become 0 is not a weight. The estimate is undefined there.
    private static double Positive(double weights, double largest) => weights > 1e-12 * largest ? weights : double.NaN;

    private readonly record struct StepSum(double Numerator, double WeightChange) : ISummand<StepSum>
    {
        public StepSum Plus(StepSum other, double count) => new(Numerator + count * other.Numerator, WeightChange + count * other.WeightChange);
    }
}
