using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.ML.Trainers.ReinforcementRanking.Views;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Teaches the kernel of a .NET notebook to show what this library computes: data views, metrics with intervals, training histories, policies, and findings in
/// a log, and charts.
/// </summary>
/// <remarks>A notebook that references the package with <c>#r "nuget:…"</c> has registered them.</remarks>
public static class ReinforcementRankingFormatters
{
    /// <summary>Registers the formatters with the kernel of this process. Another call changes nothing.</summary>
    public static void Register()
    {
        Register<IDataView>(DataViewView.Of, DataViewView.Text);
        Register<LogDiagnosis>(DiagnosisView.Of);
        Register<OffPolicyMetrics>(OffPolicyView.Of);
        Register<PolicyCrossValidationResult>(OffPolicyView.Of);
        Register<TaskRankingMetrics>(TaskView.Of);
        Register<ListMetrics>(ListView.Of);
        Register<ProxyRanking>(ProxyView.Of);
        Register<NeuralRankingModelParameters>(ModelView.Of, ModelView.Text);
        Register<CategoricalPolicy>(ModelView.Of, ModelView.Text);
        Register<StateRankings>(RankingView.Of);
        Register<SampledPage>(RankingView.Of);
        RegisterList<TrainingHistoryEntry>(HistoryView.Of);
        RegisterList<RankedAction>(RankingView.Of);
        RegisterList<PolicyTrial>(TrialView.Of);
        RegisterList<FeatureImportance>(ImportanceView.Of);
        KernelAssemblies.Share();
        ChartView.Register();
    }

    private static void Register<T>(Func<T, HtmlView> html)
        where T : notnull
        => Register(html, value => value.ToString() ?? "");

    private static void RegisterList<T>(Func<IReadOnlyList<T>, HtmlView> html)
        where T : notnull
        => Register(html, list => string.Join(Environment.NewLine, list));

    private static void Register<T>(Func<T, HtmlView> html, Func<T, string> text)
    {
        Formatter.Register<T>(value => html(value).ToString(), HtmlFormatter.MimeType);
        Formatter.Register(text, PlainTextFormatter.MimeType);
        Formatter.SetPreferredMimeTypesFor(typeof(T), HtmlFormatter.MimeType, PlainTextFormatter.MimeType);
    }
}
