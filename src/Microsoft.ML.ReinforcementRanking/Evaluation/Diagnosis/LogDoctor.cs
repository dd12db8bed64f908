using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Runs all checks over a log, and over the test data if there are any.</summary>
internal static class LogDoctor
{
    public static LogDiagnosis Diagnose(IHost host, IDataView data, IReadOnlyList<string> responses, LogDiagnosisOptions options, int seed)
    {
        var columns = LogColumns.Find(host, data, responses, options);
        var sessions = new SessionCheck(columns.Timestamp is not null);
        var support = columns.Action is { } action ? new SupportCheck(action) : null;
        LogCheck[] checks = [.. Checks(columns, sessions, support)];
        var sample = new SampledRows(columns.Features, options.MaximumSampledRows);
        var comparison = options.TestData is null ? null : new SplitComparison(columns, sample);
        var ids = new TextIndex();
        var rows = new LogReader(host, columns, seed).Read(data, ids, row =>
        {
            foreach (var check in checks)
                check.Add(row);
            sample.Add(row);
            comparison?.AddTraining(row);
        });
        List<LogFinding> findings = [.. checks.SelectMany(check => check.Findings())];
        if (columns.Features is not null)
            findings.AddRange(new LeakSearch(sample, columns).Findings());
        if (comparison is not null)
        {
            var test = new SampledRows(columns.Features, options.MaximumSampledRows);
            new LogReader(host, LogColumns.Find(host, options.TestData!, responses, options), seed).Read(options.TestData!, ids, row =>
            {
                comparison.AddTest(row);
                test.Add(row);
            });
            findings.AddRange(comparison.Findings(test));
        }
        return new()
        {
            Findings = [.. findings.OrderByDescending(finding => finding.Severity).ThenBy(finding => finding.Defect)],
            RowCount = rows,
            SessionCount = sessions.SessionCount,
            ActionCount = support?.ActionCount,
            SampledRowCount = sample.Rows.Count,
        };
    }

    private static IEnumerable<LogCheck> Checks(LogColumns columns, SessionCheck sessions, SupportCheck? support)
    {
        yield return sessions;
        yield return new OrderCheck(columns);
        foreach (var (column, index) in columns.Responses.Select((column, index) => (column, index)))
            yield return new ResponseCheck(column, index);
        if (columns.Features is not null)
            yield return new FeatureCheck(columns.Features);
        if (support is not null)
            yield return support;
        if (columns.Propensity is not null)
            yield return new PropensityCheck(columns.Propensity, support!);
    }
}
