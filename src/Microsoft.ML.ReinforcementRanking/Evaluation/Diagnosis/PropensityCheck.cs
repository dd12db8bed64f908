using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>
/// Looks for propensities that are not probabilities, or not those of the logging policy. Under the logging policy, the mean of 1 / (k propensity) over k
/// possible actions is 1, since it is the mean importance weight of the uniform policy.
/// </summary>
/// <param name="propensity">The column of the propensities.</param>
/// <param name="support">The check that counts the actions, which gets the rows, too.</param>
internal sealed class PropensityCheck(RoleColumn propensity, SupportCheck support) : LogCheck
{
    private const double LargestMean = 1.02;
    private const double SmallestMean = 0.95;
    private const double SmallestMeanAtAll = 0.5;
    private const double StandardErrors = 4;
    private const string Check = "Check that the column has the probability with which the logging policy took the logged action, in the same row.";

    private readonly RowTally _wrong = new();
    private readonly List<(double Weight, int Rows)> _sessions = [];
    private bool _hasSets;

    /// <summary>Returns whether a value can be the propensity of an action.</summary>
    public static bool IsProbability(double value) => NumberRule.Propensity.Accepts(value);

    public override void Add(CheckedRow row)
    {
        while (_sessions.Count <= row.Session)
            _sessions.Add((0, 0));
        if (!IsProbability(row.Propensity))
        {
            _wrong.Add(row.Number);
            return;
        }
        _hasSets |= row.Eligible.Count > 0;
        var (weight, rows) = _sessions[row.Session];
        _sessions[row.Session] = (weight + (1 / (row.Propensity * Math.Max(row.Eligible.Count, 1))), rows + 1);
    }

    public override IEnumerable<LogFinding> Findings()
    {
        if (_wrong.Count > 0)
        {
            yield return Finding(LogSeverity.Severe, _wrong.Count,
                Text($"{_wrong.Count} propensities are not above 0 and at most 1. The first is in {propensity.Rows.Of(_wrong.First[0])}."),
                "Divide percentages by 100. Drop rows whose action the logging policy could not take.", _wrong.First);
        }
        var (mean, error) = MeanWeight();
        if (mean > LargestMean && mean > 1 + (StandardErrors * error))
        {
            yield return Finding(LogSeverity.Severe, mean, Describe(mean, error) + " The propensities are too small for this log.",
                Check + " A log that was filtered or sampled by its actions needs propensities that allow for that.");
        }
        else if (mean < SmallestMean && mean < 1 - (StandardErrors * error))
        {
            yield return Finding(mean < SmallestMeanAtAll ? LogSeverity.Severe : LogSeverity.Warning, mean,
                Describe(mean, error) + " The propensities are too large, or some actions could not be taken in some rows.",
                Check + " Name the actions that could be taken as EligibleActionColumnName.");
        }
    }

    private static string Describe(double mean, double error)
        => Text($"The mean weight of the uniform policy is {mean:0.###} with a standard error of {error:0.###}, where 1 is expected.");

    /// <summary>Returns the mean weight and its standard error, which is robust to dependence within sessions.</summary>
    private (double Mean, double Error) MeanWeight()
    {
        var scale = _hasSets ? 1d : support.CatalogSize;
        var (rows, weight) = (_sessions.Sum(session => (double)session.Rows), _sessions.Sum(session => session.Weight) / scale);
        if (rows == 0)
            return (1, 0);
        var mean = weight / rows;
        var squares = _sessions.Sum(session => Math.Pow((session.Weight / scale) - (mean * session.Rows), 2));
        return (mean, Math.Sqrt(squares) / rows);
    }

    private LogFinding Finding(LogSeverity severity, double value, string message, string advice, IReadOnlyList<long>? rows = null) => new()
    {
        Defect = LogDefect.WrongPropensities,
        Severity = severity,
        ColumnName = propensity.Column.Name,
        Value = value,
        Rows = rows ?? [],
        Message = message,
        Advice = advice,
    };
}
