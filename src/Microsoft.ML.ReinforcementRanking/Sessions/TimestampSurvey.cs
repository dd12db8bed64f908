using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Examines all times of a column, to find their unit and their defects. See docs/decisions/0015-units-of-time.md.
/// </summary>
internal sealed class TimestampSurvey
{
    /// <summary>
    /// A unit is certain if at least this share of the times is plausible in it. Times of 0 are not counted, because an empty field is read as 0.
    /// </summary>
    private const double CertainShare = 0.99;

    private const string ReadAsZero = "ML.NET's text loader reads an empty field of a number as 0.";

    private readonly RoleColumn _column;
    private readonly Tally[] _tallies;
    private double _minimum = double.PositiveInfinity;
    private double _maximum = double.NegativeInfinity;
    private int _rowCount;
    private int _zeroCount;

    public TimestampSurvey(RoleColumn column, IReadOnlyList<TimestampStep> steps)
    {
        _column = column;
        _tallies = [.. steps.Select(step => new Tally(step))];
    }

    public void Add(int row, double number)
    {
        _rowCount++;
        if (number == 0)
            _zeroCount++;
        _minimum = Math.Min(_minimum, number);
        _maximum = Math.Max(_maximum, number);
        foreach (var tally in _tallies)
            tally.Add(row, number);
    }

    /// <summary>Returns the step of the column for the unit that the user chose.</summary>
    /// <exception cref="InvalidOperationException">The times contradict the unit, or they have two units.</exception>
    public TimestampStep StepOf(TimestampUnit unit)
    {
        var certain = Array.Find(_tallies, IsCertain);
        if (unit == TimestampUnit.Auto || _tallies is [_])
            return (certain ?? Guess()).Step;
        var named = _tallies.First(tally => tally.Step.Unit == unit);
        if (certain is null || certain == named)
            return named.Step;
        var (row, number) = certain.FirstPlausible;
        throw _column.Error(row, $"the value is {number}, which is {named.Text(number)} since 1970, as TimestampUnit says, but {certain.Text(number)}",
            $"Set TimestampUnit to {certain.Step.Unit} or {TimestampUnit.Auto}.");
    }

    /// <summary>Returns warnings about the times, each of them a text of its own.</summary>
    /// <param name="step">The step of the column.</param>
    /// <param name="isNamed">Whether the user chose the unit.</param>
    public IEnumerable<string> Warnings(TimestampStep step, bool isNamed)
    {
        var tally = _tallies.First(tally => tally.Step == step);
        if (_zeroCount == _rowCount)
        {
            yield return $"The timestamp column '{_column.Column.Name}' is 0 in every row, so no time separates sessions. {ReadAsZero} "
                + "Check the position of the column and the separatorChar of the file.";
        }
        else if (IsCertain(tally) && tally.PlausibleCount < _rowCount)
        {
            yield return Outliers(tally);
        }
        else if (!IsCertain(tally) && !isNamed)
        {
            yield return NotPlausible(step);
        }
        if (_column.Type == NumberDataViewType.Single && SecondsBetweenSingles(step) is >= 1 and var seconds)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"The timestamp column '{_column.Column.Name}' is Single, in which neighboring times are {seconds:N0} s apart, so steps lose their order and "
                + $"sessions end at wrong places. Load it as Int64, Double or text.");
        }
    }

    /// <summary>Returns a text such as "Timestamp column 'Time' is in seconds: from 2023-11-14 22:13:20 to 2023-11-15 01:00:00."</summary>
    public string Describe(TimestampStep step)
    {
        var form = step == TimestampStep.Date ? " a date" : step.InUnit;
        return $"Timestamp column '{_column.Column.Name}' is{form}: from {step.Describe(_minimum)} to {step.Describe(_maximum)}.";
    }

    private double SecondsBetweenSingles(TimestampStep step)
        => (MathF.BitIncrement((float)_maximum) - _maximum) * step.Ticks / TimeSpan.TicksPerSecond;

    private bool IsCertain(Tally tally) => tally.PlausibleCount > 0 && tally.PlausibleCount >= CertainShare * (_rowCount - _zeroCount);

    // Times that start at 0, such as those of simulated logs, are plausible in no unit. Times that are plausible in two units are an error.
    private Tally Guess()
    {
        if (Array.FindAll(_tallies, tally => tally.PlausibleCount > 0) is not [var first, var second, ..])
            return _tallies.First(tally => tally.Step.Unit is TimestampUnit.Milliseconds or TimestampUnit.Auto);
        var ((row, number), (otherRow, otherNumber)) = (second.FirstPlausible, first.FirstPlausible);
        throw _column.Error(row,
            $"the value is {number} ({second.Text(number)} since 1970), but row {otherRow} has {otherNumber} ({first.Text(otherNumber)})",
            "Write all times in one unit, or set TimestampUnit.");
    }

    private string Outliers(Tally tally)
    {
        var (row, number) = tally.FirstOutlier;
        var count = _rowCount - tally.PlausibleCount;
        return string.Create(CultureInfo.InvariantCulture,
            $"{_column.Rows.Of(row)}, timestamp column '{_column.Column.Name}': the value {number} is {tally.Text(number)} since 1970. "
            + $"{count} of {_rowCount} times are outside of {TimestampStep.EarliestYear} to {TimestampStep.LatestYear}, "
            + $"and the sessions of such rows are wrong. {ReadAsZero} Correct or drop such rows.");
    }

    private string NotPlausible(TimestampStep step) => string.Create(CultureInfo.InvariantCulture,
        $"{Describe(step)} Few or none of its {_rowCount} times are between {TimestampStep.EarliestYear} and {TimestampStep.LatestYear}, "
        + $"so the unit is a guess. "
        + $"Set {nameof(SessionGroupingOptions)}.{nameof(TimestampUnit)}, for example to {TimestampUnit.Milliseconds} if the times are relative.");

    /// <summary>Counts the times that are plausible with a step.</summary>
    private sealed class Tally(TimestampStep step)
    {
        public TimestampStep Step => step;

        public int PlausibleCount { get; private set; }

        public (int Row, double Number) FirstPlausible { get; private set; } = (-1, 0);

        public (int Row, double Number) FirstOutlier { get; private set; } = (-1, 0);

        /// <summary>Returns a text such as "1970-01-20 16:13:20 in milliseconds".</summary>
        public string Text(double number) => $"{step.Describe(number)}{step.InUnit}";

        public void Add(int row, double number)
        {
            if (!step.IsPlausible(number))
            {
                if (FirstOutlier.Row < 0)
                    FirstOutlier = (row, number);
                return;
            }
            if (PlausibleCount++ == 0)
                FirstPlausible = (row, number);
        }
    }
}
