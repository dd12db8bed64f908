using System.Globalization;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>
/// Looks for sessions that both the training data and the test data have, and for drift between them. Drift is the Kolmogorov-Smirnov distance of two samples,
/// which is the largest difference of their distribution functions. Rows of a session are alike, so the distance that chance gives depends on the number of
/// sessions.
/// </summary>
internal sealed class SplitComparison(LogColumns columns, SampledRows training)
{
    private const double LargestDistance = 0.25;
    private const double LargestShareOfNewActions = 0.05;

    /// <summary>A cut in time divides the few sessions that are in progress. More of them are a mistake.</summary>
    private const double LargestShareOfSharedSessions = 0.01;

    private const string Remedy = "Train on newer rows, or replace times and counters that only grow by differences and rates.";

    private readonly HashSet<ulong> _trainingSessions = [];
    private readonly HashSet<ulong> _sharedSessions = [];
    private readonly HashSet<ulong> _testSessions = [];
    private readonly HashSet<int> _trainingActions = [];
    private readonly RowTally _shared = new();
    private readonly RowTally _newActions = new();
    private long _testRows;

    private double ShareOfSharedSessions => (double)_sharedSessions.Count / _testSessions.Count;

    public void AddTraining(CheckedRow row)
    {
        _trainingSessions.Add(row.SessionHash);
        _trainingActions.Add(row.Action);
    }

    public void AddTest(CheckedRow row)
    {
        _testRows++;
        _testSessions.Add(row.SessionHash);
        if (columns.Session is not null && _trainingSessions.Contains(row.SessionHash))
        {
            _sharedSessions.Add(row.SessionHash);
            _shared.Add(row.Number);
        }
        if (columns.Action is not null && !_trainingActions.Contains(row.Action))
            _newActions.Add(row.Number);
    }

    /// <summary>Returns the findings.</summary>
    /// <param name="test">The sample of the test data.</param>
    public IEnumerable<LogFinding> Findings(SampledRows test)
    {
        if (_shared.Count > 0)
            yield return Shared();
        var share = (double)_newActions.Count / _testRows;
        if (share > LargestShareOfNewActions)
        {
            yield return Drift(columns.Action!.Column.Name, slot: null, share,
                string.Create(CultureInfo.InvariantCulture, $"{share:P1} of the rows of the test data have an action that the training data never show."),
                "Describe actions by features (ActionFeatureColumnName), so that a policy knows new ones, or train on newer rows.", _newActions.First);
        }
        var limit = Math.Max(LargestDistance, 2 * Math.Sqrt((1d / training.SessionCount) + (1d / test.SessionCount)));
        foreach (var (column, index) in columns.Responses.Select((column, index) => (column.Column.Name, index)))
        {
            if (Distance(training.Response(index), test.Response(index)) is var distance && distance > limit)
                yield return Drift(column, slot: null, distance, Describe($"Response '{column}'", distance), Remedy);
        }
        var slots = columns.Features is null ? null : new SlotTexts(columns.Features);
        for (var slot = 0; slot < training.Width; slot++)
        {
            if (Distance(training.Slot(slot), test.Slot(slot)) is var distance && distance > limit)
                yield return Drift(columns.Features!.Column.Name, slot, distance, Describe($"Feature {slots!.Of(slot)}", distance), Remedy);
        }
    }

    private LogFinding Shared() => new()
    {
        Defect = LogDefect.SessionInBothSplits,
        Severity = ShareOfSharedSessions > LargestShareOfSharedSessions ? LogSeverity.Severe : LogSeverity.Warning,
        ColumnName = columns.Session!.Column.Name,
        Value = ShareOfSharedSessions,
        Rows = _shared.First,
        Message = string.Create(CultureInfo.InvariantCulture,
            $"{_sharedSessions.Count} of {_testSessions.Count} sessions of the test data are in the training data, too."),
        Advice = "A model has then seen what it is judged on. Split with mlContext.Data.TrainTestSplitBySession. After TrainTestSplitByTime, drop the sessions "
            + "that were in progress at the cut.",
    };

    private static LogFinding Drift(string column, int? slot, double value, string message, string advice, IReadOnlyList<long>? rows = null) => new()
    {
        Defect = LogDefect.Drift,
        Severity = LogSeverity.Warning,
        ColumnName = column,
        Slot = slot,
        Value = value,
        Rows = rows ?? [],
        Message = message,
        Advice = advice,
    };

    private static string Describe(string what, double distance) => string.Create(CultureInfo.InvariantCulture,
        $"{what} has another distribution in the test data: the distribution functions differ by up to {distance:P0}.");

    /// <summary>Returns the distance of the numbers of two samples. Missing numbers are findings of their own, and have no order.</summary>
    private static double Distance(float[] firstSample, float[] secondSample)
    {
        float[] first = [.. firstSample.Where(float.IsFinite).Order()];
        float[] second = [.. secondSample.Where(float.IsFinite).Order()];
        var (largest, i, j) = (0d, 0, 0);
        while (i < first.Length && j < second.Length)
        {
            var value = Math.Min(first[i], second[j]);
            for (; i < first.Length && first[i] <= value; i++)
            {
            }
            for (; j < second.Length && second[j] <= value; j++)
            {
            }
            largest = Math.Max(largest, Math.Abs(((double)i / first.Length) - ((double)j / second.Length)));
        }
        return largest;
    }
}
