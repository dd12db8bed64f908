namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>A row of a log as an estimator of one response sees it.</summary>
internal readonly record struct WeightedRow
{
    /// <summary>What intervals redraw, from 0.</summary>
    public int Unit { get; init; }

    /// <summary>The session, from 0.</summary>
    public int Session { get; init; }

    /// <summary>The discrete state, from 0; 0 where no state column is named.</summary>
    public int State { get; init; }

    /// <summary>Rows of the session before this one; 0 without a discount, where every row stands alone.</summary>
    public int Step { get; init; }

    /// <summary>γ to the power of the step.</summary>
    public double Discount { get; init; }

    /// <summary>Probability / propensity of the row's action, finite and at least 0.</summary>
    public double Weight { get; init; }

    /// <summary>Product of the session's weights before this row; 1 at its first.</summary>
    public double PreviousRatio { get; init; }

    /// <summary>Product of the session's weights up to and including this row.</summary>
    public double Ratio { get; init; }

    /// <summary>The response r.</summary>
    public double Response { get; init; }

    /// <summary>q(s, a), where the log has it.</summary>
    public double ActionValue { get; init; }

    /// <summary>v(s), where the log has it.</summary>
    public double StateValue { get; init; }

    /// <summary>1 at the first row of a session and 0 at all others: its sum is the number of sessions.</summary>
    public double SessionCount => Step == 0 ? 1 : 0;

    /// <summary>r − q(s, a).</summary>
    public double Residual => Response - ActionValue;
}

/// <summary>A whole session as an estimator of one response sees it.</summary>
/// <param name="Unit">What intervals redraw, from 0.</param>
/// <param name="Ratio">Product of all weights of the session.</param>
/// <param name="Return">Discounted sum of its responses.</param>
internal readonly record struct WeightedSession(int Unit, double Ratio, double Return);

/// <summary>
/// The sums of a log from which one estimator computes its estimate for one response, kept by unit, so that units can be redrawn or left out.
/// </summary>
internal abstract class EstimatorSums
{
    /// <summary>Adds a row; rows come in the order of the log.</summary>
    public virtual void Add(in WeightedRow row)
    {
    }

    /// <summary>Adds a session; sessions come after all rows, and only where there is a discount.</summary>
    public virtual void Add(in WeightedSession session)
    {
    }

    /// <summary>Called once, after everything was added.</summary>
    public virtual void Complete()
    {
    }

    /// <summary>The estimate on a log in which unit i occurs <c>counts[i]</c> times; without counts, on the log itself.</summary>
    public abstract double Estimate(ReadOnlySpan<double> counts = default);

    /// <summary>The estimate without each unit in turn.</summary>
    public abstract double[] LeaveOneOut(int unitCount);
}

/// <summary>A ratio of two sums.</summary>
internal abstract class Ratio : EstimatorSums
{
    private readonly UnitColumn _numerator = new();
    private readonly UnitColumn _denominator = new();

    public override double Estimate(ReadOnlySpan<double> counts = default) => _numerator.Sum(counts) / _denominator.Sum(counts);

    public override double[] LeaveOneOut(int unitCount)
    {
        var (numerator, denominator) = (_numerator.Sum(), _denominator.Sum());
        return [.. Enumerable.Range(0, unitCount).Select(unit => (numerator - _numerator[unit]) / (denominator - _denominator[unit]))];
    }

    protected void Add(int unit, double numerator, double denominator)
    {
        _numerator.Add(unit, numerator);
        _denominator.Add(unit, denominator);
    }
}

/// <summary>A ratio of sums over rows.</summary>
internal sealed class RowRatio(Func<WeightedRow, double> numerator, Func<WeightedRow, double> denominator) : Ratio
{
    public override void Add(in WeightedRow row) => Add(row.Unit, numerator(row), denominator(row));
}

/// <summary>A ratio of sums over sessions.</summary>
internal sealed class SessionRatio(Func<WeightedSession, double> numerator, Func<WeightedSession, double> denominator) : Ratio
{
    public override void Add(in WeightedSession session) => Add(session.Unit, numerator(session), denominator(session));
}

/// <summary>The sum of two estimates.</summary>
internal sealed class SumOf(EstimatorSums first, EstimatorSums second) : EstimatorSums
{
    public override void Add(in WeightedRow row)
    {
        first.Add(row);
        second.Add(row);
    }

    public override void Add(in WeightedSession session)
    {
        first.Add(session);
        second.Add(session);
    }

    public override void Complete()
    {
        first.Complete();
        second.Complete();
    }

    public override double Estimate(ReadOnlySpan<double> counts = default) => first.Estimate(counts) + second.Estimate(counts);

    public override double[] LeaveOneOut(int unitCount) => [.. first.LeaveOneOut(unitCount).Zip(second.LeaveOneOut(unitCount), (left, right) => left + right)];
}
