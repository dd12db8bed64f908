using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents what <c>mlContext.Data.DiagnoseLog</c> found in a log. <see cref="ToString"/> returns it as text.</summary>
public sealed class LogDiagnosis
{
    internal LogDiagnosis()
    {
    }

    /// <summary>The findings, the most severe first.</summary>
    public IReadOnlyList<LogFinding> Findings { get; internal init; } = [];

    /// <summary>The number of rows of the log.</summary>
    public long RowCount { get; internal init; }

    /// <summary>The number of sessions of the log. Without <see cref="LogDiagnosisOptions.RowGroupColumnName"/> it is the number of rows.</summary>
    public int SessionCount { get; internal init; }

    /// <summary>The number of different actions that the log shows, or null without <see cref="LogDiagnosisOptions.ActionColumnName"/>.</summary>
    public int? ActionCount { get; internal init; }

    /// <summary>The number of rows that leaks and drift were looked for in. They are all rows of whole sessions, chosen by the seed.</summary>
    public int SampledRowCount { get; internal init; }

    /// <summary>Whether a finding is severe, so that training should wait.</summary>
    public bool HasSevereFindings => Findings.Any(finding => finding.Severity == LogSeverity.Severe);

    /// <summary>Returns a line with the size of the log, and one for each finding.</summary>
    public override string ToString()
    {
        var text = new PlainText();
        var actions = ActionCount is { } count ? FormattableString.Invariant($", {count} actions") : "";
        text.Line($"{RowCount} rows, {SessionCount} sessions{actions}; leaks and drift were looked for in {SampledRowCount} rows");
        if (Findings.Count == 0)
            text.Line("Nothing was found.");
        foreach (var finding in Findings)
            text.Line(finding.ToString());
        return text.ToString();
    }
}
