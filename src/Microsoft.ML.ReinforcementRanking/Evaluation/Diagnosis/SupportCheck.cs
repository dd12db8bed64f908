using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Looks for actions that a log says too little about, and for rows in which the logging policy had no choice.</summary>
internal sealed class SupportCheck(RoleColumn action) : LogCheck
{
    /// <summary>An action that was eligible so often and never chosen has a probability below 15 % (the rule of three).</summary>
    private const int OftenEligible = 20;

    private const double LargestShareOfNeverChosen = 0.05;

    /// <summary>An action with fewer rows is known by next to nothing.</summary>
    private const int FewestRows = 5;

    private const double LargestShareOfRareActions = 0.2;
    private const double LargestShareOfOneAction = 0.99;
    private const double NearlyCertain = 0.999;
    private const double LargestShareOfCertainRows = 0.5;

    private readonly List<int> _chosen = [];
    private readonly List<int> _eligible = [];
    private readonly RowTally _certain = new();
    private int _rowCount;

    /// <summary>The number of actions that were chosen at least once.</summary>
    public int ActionCount => _chosen.Count(count => count > 0);

    /// <summary>The number of actions that were chosen or eligible at least once.</summary>
    public int CatalogSize => Enumerable.Range(0, Math.Max(_chosen.Count, _eligible.Count)).Count(index => At(_chosen, index) + At(_eligible, index) > 0);

    public override void Add(CheckedRow row)
    {
        _rowCount++;
        Increment(_chosen, row.Action);
        foreach (var eligible in row.Eligible)
            Increment(_eligible, eligible);
        if (row.Propensity >= NearlyCertain && PropensityCheck.IsProbability(row.Propensity) && row.Eligible.Count != 1)
            _certain.Add(row.Number);
    }

    public override IEnumerable<LogFinding> Findings()
    {
        var (certain, top) = ((double)_certain.Count / _rowCount, (double)_chosen.Max() / _rowCount);
        if (top > LargestShareOfOneAction)
        {
            yield return Finding(LogSeverity.Severe, top, Text($"One action has {top:P1} of the rows."),
                "No other policy can be learned or judged from such a log. Check the action column, or log more exploration.");
        }
        else if (certain > LargestShareOfCertainRows)
        {
            yield return Finding(LogSeverity.Severe, certain, Text($"The logging policy was nearly certain of its action in {certain:P0} of the rows."),
                "No other policy can be judged where only one action is possible. Log with more exploration.", _certain.First);
        }
        long[] never = [.. _eligible.Where((count, index) => count >= OftenEligible && At(_chosen, index) == 0)];
        var share = never.Sum() / Math.Max(1d, _eligible.Sum(count => (long)count));
        if (share > LargestShareOfNeverChosen)
        {
            yield return Finding(LogSeverity.Warning, share,
                Text($"{never.Length} actions were eligible {OftenEligible} times or more and never chosen. They fill {share:P1} of the sets."),
                "A policy that chooses them cannot be judged. Leave them out of the sets, or log more exploration.");
        }
        var rare = _chosen.Where(count => count < FewestRows).Sum(count => (long)count) / (double)_rowCount;
        if (rare > LargestShareOfRareActions)
        {
            yield return Finding(LogSeverity.Warning, rare,
                Text($"{_chosen.Count(count => count is > 0 and < FewestRows)} of {ActionCount} actions have fewer than {FewestRows} rows. ")
                + Text($"They have {rare:P0} of all rows."),
                "Describe actions by features (ActionFeatureColumnName) rather than by their ids, or collect a longer log.");
        }
    }

    private LogFinding Finding(LogSeverity severity, double value, string message, string advice, IReadOnlyList<long>? rows = null) => new()
    {
        Defect = LogDefect.MissingSupport,
        Severity = severity,
        ColumnName = action.Column.Name,
        Value = value,
        Rows = rows ?? [],
        Message = message,
        Advice = advice,
    };

    private static int At(List<int> counts, int index) => index < counts.Count ? counts[index] : 0;

    private static void Increment(List<int> counts, int index)
    {
        while (counts.Count <= index)
            counts.Add(0);
        counts[index]++;
    }
}
