using System.Globalization;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Views;

/// <summary>Shows what a fitted model is, its warnings, and how its training went.</summary>
internal static class ModelView
{
    private const int Ids = 10;

    public static HtmlView Of(NeuralRankingModelParameters model)
    {
        var view = new HtmlView().Paragraph(Text(model)).List(model.Warnings);
        return model.History.Count == 0 ? view : HistoryView.AddTo(view, model.History);
    }

    public static HtmlView Of(CategoricalPolicy policy) => new HtmlView().Paragraph(Text(policy));

    public static string Text(NeuralRankingModelParameters model)
        => model.CategoricalPolicy is { } policy ? Text(policy)
            : model.CandidatePolicy is { } candidates ? $"A policy over candidates{Strength(candidates.ConstraintStrength)}."
            : model.Critics.Count > 0 ? "A model of tasks, with critics."
            : "A model of tasks.";

    public static string Text(CategoricalPolicy policy)
    {
        var (ids, count) = (policy.ActionIds, policy.ActionIds.Count);
        var more = count > Ids ? ", …" : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"A policy over {count:N0} actions{Strength(policy.ConstraintStrength)}: {string.Join(", ", ids.Take(Ids))}{more}");
    }

    private static string Strength(double? constraintStrength)
        => constraintStrength is { } strength ? string.Create(CultureInfo.InvariantCulture, $", constraint strength {strength}") : "";
}
