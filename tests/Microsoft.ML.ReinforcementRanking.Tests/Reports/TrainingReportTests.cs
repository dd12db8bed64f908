using System.Globalization;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Reports;

public class TrainingReportTests
{
    private const string Hostile = "</script><img src=x onerror=alert(1)>&\"'";

    private static readonly OffPolicyMetrics Near = ReportedLog.Evaluate(0.3);
    private static readonly OffPolicyMetrics Far = ReportedLog.Evaluate(0.7);
    private static readonly OffPolicyMetrics WatchTime = ReportedLog.Evaluate(0.7, "WatchTime");
    private static readonly OffPolicyMetrics Click = ReportedLog.Evaluate(0.7, "Click");

    [Fact]
    public void Verdict_SurelyBetterPolicy_NamesItsLiftAndInterval()
    {
        var estimate = WatchTime.Responses[0].CappedSelfNormalizedIps;

        var verdict = new TrainingReport("log").AddPolicy("far", WatchTime).Verdict;

        verdict.Replace('\u00a0', ' ').Should().Be(string.Create(CultureInfo.InvariantCulture, $"Ship far: it raises WatchTime by {100 * estimate.Lift:0.0} % "
            + $"over the log (95 % interval +{100 * estimate.LiftLowerBound:0.0} % to +{100 * estimate.LiftUpperBound:0.0} %)."));
    }

    [Fact]
    public void Verdict_AuxiliaryResponseFalls_DependsOnTheAllowedLoss()
    {
        Report().Verdict.Should().StartWith("Ship none yet: far raises WatchTime by").And.EndWith("but Click falls.");
        Report(0.9).Verdict.Should().StartWith("Ship far: it raises WatchTime by").And.EndWith("and keeps Click.");

        static TrainingReport Report(double loss = 0) => new TrainingReport("log") { AllowedAuxiliaryLoss = loss }.AddPolicy("far", Far);
    }

    [Fact]
    public void Verdict_PolicyThatIsWorse_IsKeptOffline()
        => new TrainingReport("log").AddPolicy("far", Click).Verdict.Should().StartWith("Keep the logged policy: even far lowers Click by");

    [Fact]
    public void Verdict_LogAsPolicy_MayBeChance()
        => new TrainingReport("log").AddPolicy("log", ReportedLog.Evaluate(0.25, "WatchTime")).Verdict.Should().StartWith("Not sure yet: log raises");

    [Fact]
    public void Verdict_Settings_ChoosesTheBestOrTheChosenOne()
    {
        EvaluatedPolicy[] settings = [new("λ = 2", Near), new("λ = 1", Far)];

        new TrainingReport("log") { AllowedAuxiliaryLoss = 0.9 }.AddTradeOff("TSCAC", settings).Verdict.Should().StartWith("Ship TSCAC with λ = 1:");
        new TrainingReport("log") { AllowedAuxiliaryLoss = 0.9 }.AddTradeOff("TSCAC", settings, "λ = 2").Verdict.Should().StartWith("Ship TSCAC with λ = 2:");
        new TrainingReport("log").AddTradeOff("TSCAC", settings, "λ = 2").AddPolicy("TSCAC", WatchTime).Verdict.Should()
            .StartWith("Ship TSCAC with λ = 2:", "its metrics are those of the policy that was added");
    }

    [Fact]
    public void ToPage_OnePolicy_HasItsNumbersAndNoOtherSections()
    {
        var html = new TrainingReport("log") { AllowedAuxiliaryLoss = 0.9 }.AddPolicy("far", Far).ToPage().ToHtml();

        var estimate = Far.Responses[1].CappedSelfNormalizedIps;
        html.Should().Contain(Percent(estimate.Lift)).And.Contain(Bound(estimate.LiftLowerBound)).And.Contain(Bound(estimate.LiftUpperBound))
            .And.Contain(Far.Responses[1].LoggedMean.ToString("0.000", CultureInfo.InvariantCulture));
        Sections(html).Should().Equal("What each policy is worth", "How much the log says about it");
        html.Should().NotContain("<script src").And.NotContain("<link").And.Contain("plotly.js v");
    }

    [Fact]
    public void ToPage_Everything_HasEverySection()
        => Sections(ReportedLog.Full("log").ToPage().ToHtml()).Should().Equal(
            "What TSCAC trades", "What each policy is worth", "How much the log says about it", "Whether the propensities are right", "How TSCAC was trained",
            "How TSCAC weights its rows", "Which columns matter", "What was found in the log");

    [Fact]
    public void ToPage_HostileNames_AreNeverMarkup()
    {
        var html = new TrainingReport(Hostile).AddPolicy(Hostile, Far).AddTradeOff("a", [new(Hostile, Near)]).AddHistory(Hostile, [ReportedLog.Entry(Hostile, 1,
            Hostile, 1)]).ToPage().AddSection(Hostile, Hostile).AddTable(new ReportTable(Hostile, new ReportColumn(Hostile)).AddRow(Hostile)).ToHtml();

        html.Should().NotContain("<img").And.NotContain("onerror=alert(1)>").And.Contain("&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&amp;&quot;&#39;");
        html.Split("</script>").Should().HaveCount(html.Split("<script").Length, "no text ends a script");
    }

    [Fact]
    public void ToPage_OtherCulture_IsTheSame()
    {
        var expected = ReportedLog.Full("log").ToPage().ToHtml();
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            ReportedLog.Full("log").ToPage().ToHtml().Should().Be(expected);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void Add_InvalidInput_SaysWhatIsWrong()
    {
        var report = new TrainingReport("log").AddPolicy("a", Far).AddTradeOff("b", [new("c", Far)]);

        Message(() => _ = new TrainingReport("log").Verdict).Should().StartWith("The report is empty");
        Message(() => report.AddPolicy("a", Far)).Should().StartWith("There is a policy 'a' already");
        Message(() => report.AddTradeOff("b", [new("c", Far)])).Should().StartWith("The policy 'b' has settings already");
        Message(() => report.AddTradeOff("d", [new("c", Far), new("c", Near)])).Should().StartWith("Two settings have the name 'c'");
        Message(() => report.AddTradeOff("d", [new("c", Far)], "e")).Should().StartWith("No setting has the name 'e'");
        Message(() => report.AddHistory("a", [])).Should().StartWith("The list is empty");
        Message(() => report.AllowedAuxiliaryLoss = 1).Should().Contain("at least 0 and below 1");
        Message(() => new TrainingReport("log") { Estimator = "Wrong" }.AddPolicy("a", Far).ToPage()).Should().Contain("no estimate 'Wrong'");
        Message(() => new ReportTable("", new ReportColumn("a")).AddRow(1)).Should().StartWith("The column 'a' is one of text");
        Message(() => new ReportTable("", new ReportColumn("a", "0")).AddRow(1, 2)).Should().StartWith("The table has 1 columns, but the row has 2 cells");
        Message(() => new PolicyColors("a").WithLogged("a")).Should().StartWith("'a' has a color already");
    }

    [Fact]
    public void ToString_Table_AlignsNumbersAndIntervals()
    {
        var table = new ReportTable("Lifts", new ReportColumn("arm"), ReportColumn.Lift("lift"), new ReportColumn("rows", "#,0"))
            .AddRow("a", ReportCell.Interval(0.5, -0.25, 1.25), 1234).AddGroup("others").AddRow("long", double.NaN, 5);

        table.ToString().Replace('\u00a0', ' ').ReplaceLineEndings("\n").Should().Be("""
            Lifts
            arm                        lift   rows
            a     +50.0 % (−25.0 to +125.0)  1,234
            others
            long                          –      5
            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Save_PathOfAFolder_IsOneErrorWithItsRemedy()
    {
        FluentActions.Invoking(() => new ReportPage("log", "Ship it.").Save(AppContext.BaseDirectory)).Should().Throw<IOException>()
            .WithMessage($"The report '{AppContext.BaseDirectory}' cannot be written: *Name a file in an existing folder*");
    }

    private static string Message(Action action) => action.Should().Throw<Exception>().Which.Message;

    private static IEnumerable<string> Sections(string html) => html.Split("<h2>").Skip(1).Select(part => part[..part.IndexOf('<', StringComparison.Ordinal)]);

    private static string Percent(double value) => value.ToString("+0.0\u00a0%;−0.0\u00a0%", CultureInfo.InvariantCulture);

    private static string Bound(double value) => $">{(100 * value).ToString("+0.0;−0.0", CultureInfo.InvariantCulture)}<";
}
