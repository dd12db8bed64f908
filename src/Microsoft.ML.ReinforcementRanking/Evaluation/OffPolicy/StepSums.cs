namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>
/// Sessions weighted step by step, with the weights of every step normalized over all sessions: <c>Σ_t γ^t Σ_i numerator / Σ_i weight</c>, as in consistent
/// weighted per-decision importance sampling (Thomas, 2015) and the weighted doubly robust estimator (Thomas and Brunskill, 2016).
/// </summary>
/// <remarks>
/// A session that has ended earns nothing more and keeps its weight: it waits in an absorbing state. Its later steps are not stored. Instead, a step holds by
/// how much weights change there, and the weight of a step is the number of sessions plus the changes up to it.
/// </remarks>
/// <param name="discount">γ; null counts as 1.</param>
/// <param name="numerator">What a row adds to the numerator of its step.</param>
/// <param name="weightOf">The weight that belongs to a product of weights; 1 for 1.</param>
/// <param name="isLagged">Whether the weights are those before the step.</param>
internal sealed class StepSums(double? discount, Func<WeightedRow, double> numerator, Func<double, double> weightOf, bool isLagged = false) : EstimatorSums
{
    private readonly UnitColumn _sessions = new();
    private readonly UnitCells<StepSum> _steps = new();

    public override void Add(in WeightedRow row)
    {
        _sessions.Add(row.Unit, row.SessionCount);
        _steps.Add(row.Unit, row.Step, new(numerator(row), weightOf(row.Ratio) - weightOf(row.PreviousRatio)));
    }

    public override void Complete() => _steps.Complete();

    public override double Estimate(ReadOnlySpan<double> counts = default) => Estimate(_sessions.Sum(counts), _steps.Sum(counts));

    public override double[] LeaveOneOut(int unitCount)
    {
        var sessions = _sessions.Sum();
        return _steps.LeaveOneOut(unitCount, (unit, steps) => Estimate(sessions - _sessions[unit], steps));
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
            // Nothing that follows counts, whether or not it is defined.
            if (factor == 0)
                break;
        }
        return estimate;
    }

    // What rounding leaves of weights that have all become 0 is no weight: the estimate is undefined there.
    private static double Positive(double weights, double largest) => weights > 1e-12 * largest ? weights : double.NaN;

    private readonly record struct StepSum(double Numerator, double WeightChange) : ISummand<StepSum>
    {
        public StepSum Plus(StepSum other, double count) => new(Numerator + count * other.Numerator, WeightChange + count * other.WeightChange);
    }
}
