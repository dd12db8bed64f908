using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Interactive;

/// <summary>What a notebook shows, as its kernel asks for it: from the registered formatters, by type.</summary>
public class FormatterTests
{
    private static readonly MLContext Context = new(1);

    public FormatterTests() => ReinforcementRankingFormatters.Register();

    [Fact]
    public void DataView_Html_HasNamesTypesAndFirstRows()
    {
        var rows = Enumerable.Range(0, 50).Select(row => new Row { Name = row == 0 ? "<script>alert('&')</script>" : $"row {row}", Values = [row, 0.5f] });
        IDataView data = Context.Transforms.Conversion.MapValueToKey("Key", "Name").Fit(Context.Data.LoadFromEnumerable(rows.ToArray()))
            .Transform(Context.Data.LoadFromEnumerable(rows.ToArray()));

        var html = Html(data);

        html.Should().Contain("<p>50 rows, 3 columns</p>").And.Contain("<th>Values</th>").And.Contain("Single[2]").And.Contain("key of 50")
            .And.Contain("1, 0.5").And.Contain(">row 7<").And.NotContain("row 8");
        html.Should().Contain("&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;").And.NotContain("<script");
        Text(data).Should().Contain("Values: Single[2]").And.NotContain("<");
    }

    [Fact]
    public void DataView_Html_ComputesNoOtherRow()
    {
        var read = 0;
        IEnumerable<Row> Rows()
        {
            for (read = 0; read < 1_000; read++)
                yield return new() { Name = "a" };
        }

        Html(Context.Data.LoadFromEnumerable(Rows())).Should().Contain("columns; the number of rows is known when");

        read.Should().BeLessThan(20);
    }

    [Fact]
    public void Chart_Html_IsDrawnByThePage()
    {
        var chart = ReportCharts.Losses(Fitted.Value.Model.History);

        Html(chart).Should().Contain("Plotly.newPlot").And.Contain("requirejs").And.Contain("epoch");
        Text(chart).Should().Be("A chart, which needs a notebook that shows HTML.");
    }

    [Fact]
    public void Policy_Html_HasHistoryAndActions()
    {
        var (policy, metrics) = (Fitted.Value.Model.CategoricalPolicy!, Fitted.Value.Metrics);

        Html(Fitted.Value.Model).Should().Contain("A policy over 3 actions").And.Contain("<th>last epoch</th>");
        Html(Fitted.Value.Model.History).Should().Contain("<th>stage</th>");
        Html(policy).Should().Contain("&lt;b&gt;");
        Html(policy.TopActions([0, 1], 2)).Should().Contain("<td style=\"text-align:left\">&lt;b&gt;</td>").And.NotContain("<b>");
        Html(policy.SamplePage([0, 1], 2, seed: 1)).Should().Contain("probability when drawn");
        Html(metrics).Should().Contain("capped self normalized ips").And.Contain("95% interval").And.Contain("%</td>");
        Text(metrics).Should().Be(metrics.ToString());
    }

    [Fact]
    public void RankStates_FirstRows_AreRankedByThePolicy()
    {
        var policy = Fitted.Value.Model.CategoricalPolicy!;

        var states = policy.RankStates(Fitted.Value.Log, stateCount: 2, actionCount: 3);

        states.Rankings.Should().HaveCount(2);
        states.Rankings[1].Should().BeEquivalentTo(policy.TopActions([1, 1], 3), options => options.WithStrictOrdering());
        Html(states).Should().Contain("&lt;b&gt; (");
        states.ToString().Should().StartWith("state 1: ");
    }

    [Fact]
    public void RankStates_WrongData_SaysWhatIsMissing()
    {
        var (policy, log) = (Fitted.Value.Model.CategoricalPolicy!, Fitted.Value.Log);

        policy.Invoking(one => one.RankStates(log, "Action")).Should().Throw<ArgumentException>()
            .WithMessage("*no column 'Action' that is a vector of Single*");
        policy.Invoking(one => one.RankStates(Context.Data.SkipRows(log, 60))).Should().Throw<ArgumentException>().WithMessage("*no row*");
    }

    [Fact]
    public void Diagnosis_Html_HasFindings()
    {
        var diagnosis = Context.Data.DiagnoseLog(Fitted.Value.Log, ["Label"], new LogDiagnosisOptions { ActionColumnName = "Action" });

        Html(diagnosis).Should().Contain("<p>60 rows");
    }

    private static readonly Lazy<(NeuralRankingModelParameters Model, OffPolicyMetrics Metrics, IDataView Log)> Fitted = new(() =>
    {
        var log = Context.Data.LoadFromEnumerable(Enumerable.Range(0, 60).Select(row => new Logged
        {
            GroupId = $"s{row / 3}",
            Features = [row % 2, 1],
            Action = row % 3 == 0 ? "<b>" : $"a{row % 3}",
            Label = row % 3,
            Propensity = 1 / 3f,
        }).ToArray());
        var trainer = Context.Ranking.Trainers.BehaviorCloning(new BehaviorCloningTrainer.Options { NumberOfEpochs = 1, HiddenUnits = [4] });
        var model = trainer.Fit(log);
        var metrics = Context.Ranking.EvaluateOffPolicy(model.Transform(log), ["Label"], options: new() { NumberOfBootstrapSamples = 100 });
        return (model.Model, metrics, log);
    });

    private static string Html(object value) => value.ToDisplayString(HtmlFormatter.MimeType);

    private static string Text(object value) => value.ToDisplayString(PlainTextFormatter.MimeType);

    private sealed class Row
    {
        public string Name { get; set; } = "";

        [VectorType(2)]
        public float[] Values { get; set; } = [0, 0];
    }

    private sealed class Logged
    {
        public string GroupId { get; set; } = "";

        [VectorType(2)]
        public float[] Features { get; set; } = [];

        public string Action { get; set; } = "";

        public float Label { get; set; }

        public float Propensity { get; set; }
    }
}
