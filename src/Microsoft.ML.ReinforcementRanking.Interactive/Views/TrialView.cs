namespace Microsoft.ML.Trainers.ReinforcementRanking.Views;

/// <summary>Shows the trials of a tuning, with their settings and estimates.</summary>
internal static class TrialView
{
    public static HtmlView Of(IReadOnlyList<PolicyTrial> trials)
    {
        string[] options = [.. trials.SelectMany(trial => trial.Values.Keys).Distinct()];
        string[] responses = [.. trials.FirstOrDefault(trial => trial.Metrics is not null)?.Metrics!.Responses.Select(response => response.Name) ?? []];
        return new HtmlView().Table(["trial", "round", .. options, .. responses, "failure"], trials.Select(trial => (IReadOnlyList<Cell>)
        [
            Cell.Count(trial.Number), Cell.Count(trial.Round), .. options.Select(option => Cell.Number(trial.Values.GetValueOrDefault(option, double.NaN))),
            .. responses.Select((_, index) => Cell.Number(index < trial.Estimates.Count ? trial.Estimates[index] : double.NaN)), trial.Failure ?? "",
        ]));
    }
}
