using System.Globalization;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Views;

/// <summary>Shows the findings in a log, severe ones first.</summary>
internal static class DiagnosisView
{
    public static HtmlView Of(LogDiagnosis diagnosis)
    {
        var actions = diagnosis.ActionCount is { } count ? string.Create(CultureInfo.InvariantCulture, $", {count:N0} actions") : "";
        var view = new HtmlView()
            .Paragraph(string.Create(CultureInfo.InvariantCulture, $"{diagnosis.RowCount:N0} rows, {diagnosis.SessionCount:N0} sessions{actions}"));
        return diagnosis.Findings.Count == 0
            ? view.Paragraph("Nothing was found.")
            : view.Table(["severity", "column", "finding", "advice"], diagnosis.Findings.OrderByDescending(finding => finding.Severity)
                .Select(finding => (IReadOnlyList<Cell>)[finding.Severity.ToString(), finding.ColumnName ?? "", finding.Message, finding.Advice]));
    }
}
