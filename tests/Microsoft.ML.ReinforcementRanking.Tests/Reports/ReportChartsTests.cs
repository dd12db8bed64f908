using System.Text.Json.Nodes;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Plotly.NET;

namespace Microsoft.ML.ReinforcementRanking.Tests.Reports;

public class ReportChartsTests
{
    private static readonly OffPolicyMetrics Near = ReportedLog.Evaluate(0.3);
    private static readonly OffPolicyMetrics Far = ReportedLog.Evaluate(0.7);

    [Fact]
    public void Estimates_TwoPolicies_HaveEveryEstimateWithItsBounds()
    {
        var figure = Json(ReportCharts.Estimates([new("near", Near), new("far", Far)]));

        var traces = figure["data"]!.AsArray();
        traces.Select(trace => (string)trace!["name"]!).Should().Equal("near", "far", "near", "far");
        var estimates = Far.Responses[0].Estimates.Values;
        Numbers(traces[1]!["x"]!).Should().Equal(estimates.Select(estimate => estimate.Lift));
        Numbers(traces[1]!["error_x"]!["array"]!).Should().Equal(estimates.Select(estimate => estimate.LiftUpperBound - estimate.Lift));
        traces.Select(trace => (string)trace!["marker"]!["color"]!).Should().Equal("#2b7fc4", "#d9760f", "#2b7fc4", "#d9760f");
        ((bool)figure["layout"]!["xaxis"]!["zeroline"]!).Should().BeTrue();
    }

    [Fact]
    public void TradeOff_Settings_AreACurveThroughTheLifts()
    {
        var figure = Json(ReportCharts.TradeOff("TSCAC", [new("λ = 2", Near), new("λ = 1", Far)], others: [new("trees", Near)], chosen: "λ = 1"));

        var traces = figure["data"]!.AsArray();
        traces.Select(trace => (string)trace!["name"]!).Should().Equal("logged policy", "TSCAC", "trees", "chosen: λ = 1");
        Numbers(traces[1]!["y"]!).Should().Equal(new[] { Near, Far }.Select(metrics => metrics.Responses[0].CappedSelfNormalizedIps.Lift));
        Numbers(traces[1]!["x"]!).Should().Equal(new[] { Near, Far }.Select(metrics => metrics.Responses[1].CappedSelfNormalizedIps.Lift));
        traces[1]!["text"]!.AsArray().Select(text => (string)text!).Should().Equal("λ = 2", "λ = 1");
    }

    [Fact]
    public void Losses_TwoStages_HaveAPanelEachAndDashedHeldOutLosses()
    {
        var figure = Json(ReportCharts.Losses([
            ReportedLog.Entry("critic Click", 1, "temporal difference", 0.5, ("error", 0.6), ("r2", 0.1)),
            ReportedLog.Entry("critic Click", 2, "temporal difference", double.NaN, ("error", 0.5), ("r2", 0.2)),
            ReportedLog.Entry("policy", 1, "cross-entropy", 2)]));

        var traces = figure["data"]!.AsArray();
        traces.Select(trace => (string)trace!["name"]!).Should().Equal("temporal difference", "error, held out", "cross-entropy");
        traces.Select(trace => (string)trace!["line"]!["dash"]!).Should().Equal("solid", "dash", "solid");
        traces[0]!["y"]!.AsArray().Select(value => (double?)value).Should().Equal(0.5, null);
        traces[1]!["y"]!.AsArray().Select(value => (double?)value).Should().Equal(0.6, 0.5);
        figure["layout"]!["annotations"]!.AsArray().Select(title => (string)title!["text"]!).Should().Equal("<b>critic Click</b>", "<b>policy</b>");
    }

    [Fact]
    public void Charts_HostileNames_AreText()
    {
        var figure = Json(ReportCharts.Estimates([new("</script><a href='javascript:alert(1)'>", Near)]));

        ((string)figure["data"]![0]!["name"]!).Should().Be("&lt;/script&gt;&lt;a href='javascript:alert(1)'&gt;");
    }

    [Fact]
    public void Charts_NothingToDraw_SayWhatIsMissing()
    {
        FluentActions.Invoking(() => ReportCharts.Losses([])).Should().Throw<ArgumentException>().WithMessage("*nothing to draw*history*");
        FluentActions.Invoking(() => ReportCharts.LossWeightSpread([ReportedLog.Entry("policy", 1, "loss", 1)])).Should().Throw<ArgumentException>()
            .WithMessage("*Rmtl*");
        FluentActions.Invoking(() => ReportCharts.TradeOff("a", [new("b", Near)], chosen: "c")).Should().Throw<ArgumentException>()
            .WithMessage("No setting has the name 'c'. The names are b.*");
        FluentActions.Invoking(() => ReportCharts.TradeOff("a", [new("b", Near)], estimator: "None")).Should().Throw<ArgumentException>()
            .WithMessage("*no estimate 'None'*Ips*");
        FluentActions.Invoking(() => ReportCharts.Estimates([new("a", Near), new("b", ReportedLog.Evaluate(0.5, "Click"))])).Should()
            .Throw<ArgumentException>().WithMessage("The metrics of 'b' have no response 'WatchTime'*");
        FluentActions.Invoking(() => new EvaluatedPolicy(" ", Near)).Should().Throw<ArgumentException>();
    }

    private static JsonNode Json(GenericChart chart) => JsonNode.Parse(GenericChart.toFigureJson(chart))!;

    private static IEnumerable<double> Numbers(JsonNode values) => values.AsArray().Select(value => (double)value!);
}
