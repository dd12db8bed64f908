using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Represents a row of a log for an estimator of one response.</summary>
internal readonly record struct WeightedRow
{
    /// <summary>The number of the unit that intervals resample, from 0.</summary>
    public int Unit { get; init; }

    /// <summary>The number of the session, or of the page where pages are estimated, from 0.</summary>
    public int Session { get; init; }

    /// <summary>The number of the discrete state, from 0. It is 0 where no state column is named.</summary>
    public int State { get; init; }

    /// <summary>The number of rows of the session before this one. It is 0 with neither discount nor pages, where every row is independent.</summary>
    public int Step { get; init; }

    /// <summary>The discount γ to the power of the step.</summary>
    public double Discount { get; init; }

    /// <summary>The weight, which is probability / propensity of the row's action. It is finite and at least 0.</summary>
    public double Weight { get; init; }

    /// <summary>The product of the session's weights before this row. It is 1 at the first row.</summary>
    public double PreviousRatio { get; init; }

    /// <summary>The product of the session's weights up to and including this row.</summary>
    public double Ratio { get; init; }

    /// <summary>The weight of the row's item at its position, whatever the items above it are. It is NaN where the log has no such weights.</summary>
    public double PositionWeight { get; init; }

    /// <summary>The weight at the position before this one. It is 1 at the first row.</summary>
    public double PreviousPositionWeight { get; init; }

    /// <summary>The response r.</summary>
    public double Response { get; init; }

    /// <summary>The value q(s, a), where the log has it.</summary>
    public double ActionValue { get; init; }

    /// <summary>The value v(s), where the log has it.</summary>
    public double StateValue { get; init; }

    /// <summary>The number 1 at the first row of a session and 0 at all others. Its sum is the number of sessions.</summary>
    public double SessionCount => Step == 0 ? 1 : 0;

    /// <summary>The residual r − q(s, a).</summary>
    public double Residual => Response - ActionValue;
}

/// <summary>Represents a whole session, or a whole page, for an estimator of one response.</summary>
/// <param name="Unit">The number of the unit that intervals resample, from 0.</param>
/// <param name="Ratio">The product of all weights of the session.</param>
/// <param name="Return">The discounted sum of the session's responses.</param>
internal readonly record struct WeightedSession(int Unit, double Ratio, double Return);

/// <summary>
/// Represents the sums of a log from which one estimator computes its estimate for one response. Sums are kept by unit, so that units can be resampled or
/// left out.
/// </summary>
internal abstract class EstimatorSums
{
    /// <summary>Takes columns for the sums in a table of units. It is called once, before anything is added.</summary>
    public abstract void Attach(UnitTable units);

    /// <summary>Adds a row. Rows come in the order of the log.</summary>
    public virtual void Add(in WeightedRow row)
    {
    }

    /// <summary>Adds a session or page. They come after all rows, and only where there is a discount or a page.</summary>
    public virtual void Add(in WeightedSession session)
    {
    }

    /// <summary>Completes the sums. It is called once, after all rows and sessions were added.</summary>
    public virtual void Complete()
    {
    }

    /// <summary>Returns the estimate on a log.</summary>
    public abstract double Estimate(ResampledLog log);

    /// <summary>Returns the estimates that leave out one unit each, given the log in which every unit occurs once.</summary>
    public abstract Column<double> LeaveOneOut(ResampledLog whole);
}

/// <summary>Represents a ratio of two sums.</summary>
internal abstract class Ratio : EstimatorSums
{
    private UnitTable _units = null!;
    private int _numerator;
    private int _denominator;

    public override void Attach(UnitTable units) => (_units, _numerator, _denominator) = (units, units.NewColumn(), units.NewColumn());

    public override double Estimate(ResampledLog log) => log.Sums[_numerator] / log.Sums[_denominator];

    public override Column<double> LeaveOneOut(ResampledLog whole)
    {
        var (numerator, denominator) = (whole.Sums[_numerator], whole.Sums[_denominator]);
        return _units.Map(sums => (numerator - sums[_numerator]) / (denominator - sums[_denominator]));
    }

    protected void Add(int unit, double numerator, double denominator)
    {
        _units.Add(unit, _numerator, numerator);
        _units.Add(unit, _denominator, denominator);
    }
}

/// <summary>Represents a ratio of sums over rows.</summary>
internal sealed class RowRatio(Func<WeightedRow, double> numerator, Func<WeightedRow, double> denominator) : Ratio
{
    public override void Add(in WeightedRow row) => Add(row.Unit, numerator(row), denominator(row));
}

/// <summary>Represents a ratio of sums over sessions.</summary>
internal sealed class SessionRatio(Func<WeightedSession, double> numerator, Func<WeightedSession, double> denominator) : Ratio
{
    public override void Add(in WeightedSession session) => Add(session.Unit, numerator(session), denominator(session));
}

/// <summary>Represents the sum of two estimates.</summary>
internal sealed class SumOf(EstimatorSums first, EstimatorSums second) : EstimatorSums
{
    private ColumnStore _store = ColumnStore.Memory;

    public override void Attach(UnitTable units)
    {
        first.Attach(units);
        second.Attach(units);
        _store = units.Store;
    }

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

    public override double Estimate(ResampledLog log) => first.Estimate(log) + second.Estimate(log);

    public override Column<double> LeaveOneOut(ResampledLog whole)
    {
        using var left = first.LeaveOneOut(whole);
        using var right = second.LeaveOneOut(whole);
        return left.Combine(right, (value, other) => value + other, _store);
    }
}
