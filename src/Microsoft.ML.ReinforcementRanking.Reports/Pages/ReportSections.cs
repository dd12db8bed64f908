using System.Globalization;
using System.Text;
using Microsoft.ML.Trainers.ReinforcementRanking.Charts;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Pages;

/// <summary>Writes the sections of a report. A section without data is left out.</summary>
internal sealed class ReportSections(string title, ReportContent content)
{
    private readonly PolicyColors _colors = new(
        content.Policies.Select(policy => policy.Name).Concat(content.TradeOffs.Select(curve => curve.Policy)));

    public ReportPage Write()
    {
        var verdict = content.Verdict();
        if (_colors.Find(TradeOffPanels.LoggedName) is null)
            _colors.WithLogged(TradeOffPanels.LoggedName);
        var page = new ReportPage(title, verdict.Sentence, _colors);
        foreach (var (text, isWarning) in verdict.Notes())
            page.AddNote(text, isWarning);
        if (verdict.Choice is not null && content.Diagnosis is { HasSevereFindings: true })
            page.AddNote("The log has severe defects, which are listed below. Repair them before you trust these numbers.", "severe");
        AddTradeOffs(page, verdict.Choice);
        AddEstimates(page, verdict.Choice);
        AddOverlap(page, verdict.Choice);
        AddCalibration(page);
        AddHistories(page);
        AddImportance(page);
        AddFindings(page);
        return page;
    }

    private void AddTradeOffs(ReportPage page, Candidate? choice)
    {
        foreach (var (policy, settings, given) in content.TradeOffs)
        {
            page.AddSection($"What {policy} trades", settings[0].Metrics.Responses.Count > 1
                ? "Each point is one setting of the same policy. Above the horizontal line the main response is better than in the log, and right of the "
                    + "vertical line the auxiliary one is. Bars are intervals, and the ring is what is chosen."
                : "Each point is one setting of the same policy. Above the zero line it is better than the log. Bars are intervals.");
            var chosen = given ?? (choice?.Policy == policy ? settings.FirstOrDefault(setting => setting.Name == choice.Setting) : null);
            var others = content.Policies.Where(other => other.Name != policy).ToArray();
            page.AddPanels(TradeOffPanels.Of(new(policy, settings, others, chosen, content.Estimator), _colors),
                [policy, .. others.Select(other => other.Name), TradeOffPanels.LoggedName]);
            page.AddTable(TradeOffTable(settings, chosen));
        }
    }

    private ReportTable TradeOffTable(IReadOnlyList<EvaluatedPolicy> settings, EvaluatedPolicy? chosen)
    {
        string[] responses = [.. settings[0].Metrics.Responses.Select(response => response.Name)];
        var table = new ReportTable("Lift over the log by setting",
            [new("setting"), .. responses.Select(ReportColumn.Lift), new("effective rows", "#,0"), new("mean weight", "0.000")]);
        foreach (var setting in settings)
        {
            table.AddRow([
                setting == chosen ? $"{setting.Name}\u00a0✓" : setting.Name, .. responses.Select(response => LiftOf(setting, response)),
                setting.Metrics.EffectiveSampleSize, setting.Metrics.MeanCappedWeight]);
        }
        return table;
    }

    private ReportCell LiftOf(EvaluatedPolicy policy, string response)
    {
        var estimate = EstimateSource.Find(EstimateSource.Response(policy, response), content.Estimator).Estimate;
        return ReportCell.Interval(estimate.Lift, estimate.LiftLowerBound, estimate.LiftUpperBound);
    }

    /// <summary>Shows the policies, and the setting that is chosen if it is not one of them.</summary>
    private void AddEstimates(ReportPage page, Candidate? choice)
    {
        if (Compared(choice) is not { Count: > 0 } policies)
            return;
        page.AddSection("What each policy is worth", "What each response would have been on the rows of the log, had the policy chosen. Estimators that agree "
            + "are a good sign. Where they do not, few rows decide.");
        var table = new ReportTable($"Estimates by {EstimateSource.Label(content.Estimator)}",
            [new("response"), new("logged", "0.000"), new("estimate", "0.000"), ReportColumn.Lift("lift")]);
        foreach (var policy in policies)
        {
            table.AddGroup(policy.Name);
            foreach (var response in policy.Metrics.Responses)
            {
                var (estimate, logged) = EstimateSource.Find(response, content.Estimator);
                table.AddRow(response.Name, logged, estimate.Value, LiftOf(policy, response.Name));
            }
        }
        page.AddTable(table).AddPanels(EstimatePanels.Of(policies, _colors), policies.Select(policy => policy.Name));
    }

    private void AddOverlap(ReportPage page, Candidate? choice)
    {
        if (Compared(choice) is not { Count: > 0 } policies)
            return;
        page.AddSection("How much the log says about it", "A weight says how much more often the policy chooses an action than the log did. With a few hundred "
            + "effective rows or fewer, or a mean capped weight below 0.95, estimates say little. Ticks beside bars are numbers without the cap. "
            + "Dashed lines are the weight 1 and the cap.");
        Candidate[] settings =
            [.. content.TradeOffs.SelectMany(curve => curve.Settings.Select(setting => new Candidate(curve.Policy, setting.Name, setting.Metrics)))];
        EvaluatedPolicy[] all = [.. content.Policies, .. settings.Select(setting => setting.ToPolicy())];
        var colors = all.Zip(content.Policies.Select(policy => policy.Name).Concat(settings.Select(setting => setting.Policy)))
            .ToDictionary(pair => pair.First, pair => _colors[pair.Second]);
        page.AddPanels(OverlapPanels.Of(all, policy => colors[policy])).AddPanels(WeightPanels.Of(policies, _colors));
    }

    private void AddCalibration(ReportPage page)
    {
        if (content.Calibration is not { } calibration)
            return;
        page.AddSection("Whether the propensities are right", string.Create(CultureInfo.InvariantCulture,
            $"Of the actions to which the behavior policy gives a probability, this share was chosen. Points off the bars around the diagonal are wrong "
            + $"propensities, and every estimate depends on them. The calibration error is {calibration.Error:0.0000} over {calibration.RowCount:N0} rows."));
        page.AddPanels([CalibrationPanel.Of(calibration)]);
    }

    private void AddHistories(ReportPage page)
    {
        foreach (var (name, entries) in content.Histories)
        {
            page.AddSection($"How {name} was trained", "Losses by epoch. Dashed lines are losses on rows that were held out: where they rise while the others "
                + "fall, the network overfits.").AddPanels(LossPanels.Losses(entries));
            if (LossPanels.WeightSpreads(entries).ToArray() is { Length: > 0 } spreads)
            {
                page.AddSection($"How {name} weights its rows", "The standard deviation over rows of the loss weights ω. At 0 all rows count alike, as in "
                    + "plain multi-task training.").AddPanels(spreads);
            }
        }
    }

    private void AddImportance(ReportPage page)
    {
        if (content.Importance is not var (columns, metric))
            return;
        page.AddSection("Which columns matter", $"The change of {metric} when the values of a column are given to other rows. A column at 0 is not used.");
        page.AddPanels([ImportancePanel.Of(columns, metric)]);
    }

    private void AddFindings(ReportPage page)
    {
        if (content.Diagnosis is not { } diagnosis)
            return;
        var actions = diagnosis.ActionCount is { } count ? string.Create(CultureInfo.InvariantCulture, $", {count:N0} actions") : "";
        page.AddSection("What was found in the log", string.Create(CultureInfo.InvariantCulture,
            $"{diagnosis.RowCount:N0} rows, {diagnosis.SessionCount:N0} sessions{actions}.{(diagnosis.Findings.Count == 0 ? " Nothing was found." : "")}"));
        if (diagnosis.Findings.Count == 0)
            return;
        var html = new StringBuilder("<ol class=\"findings\">");
        foreach (var finding in diagnosis.Findings)
        {
            var kind = finding.Severity == LogSeverity.Severe ? "severe" : "";
            html.Append(CultureInfo.InvariantCulture, $"<li class=\"{kind}\"><span class=\"severity {kind}\">{finding.Severity}</span>: ")
                .Append(Html.Text(finding.Message)).Append(Rows(finding)).Append("<p class=\"advice\">").Append(Html.Text(finding.Advice)).Append("</p></li>");
        }
        page.AddHtml(html.Append("</ol>").ToString());
    }

    private static string Rows(LogFinding finding) => finding.Rows.Count == 0
        ? ""
        : $" First {(finding.Rows.Count > 1 ? "rows" : "row")}: {string.Join(", ", finding.Rows.Select(row => row.ToString(CultureInfo.InvariantCulture)))}.";

    private List<EvaluatedPolicy> Compared(Candidate? choice)
    {
        List<EvaluatedPolicy> policies = [.. content.Policies];
        if (choice is { Setting: not null } && policies.All(policy => policy.Name != choice.Policy))
            policies.Add(new(choice.Policy, choice.Metrics));
        return policies;
    }
}
