using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents the result of a search for the options of a trainer. <see cref="ToString"/> returns it as a table.</summary>
/// <remarks>
/// The results of the best of many settings are too good, because chance helped to choose it. Evaluate the fit with <see cref="BestOptions"/> on data that
/// the search has not seen.
/// </remarks>
/// <typeparam name="TOptions">The type of the options of the trainer.</typeparam>
/// <typeparam name="TTrial">The type of a trial.</typeparam>
public abstract class TuningResult<TOptions, TTrial>
    where TOptions : ReinforcementRankingOptions
    where TTrial : TuningTrial
{
    private readonly IReadOnlyList<string> _columns;

    private protected TuningResult(IReadOnlyList<TTrial> trials, IReadOnlyList<string> columns, bool wasCanceled)
    {
        (Trials, _columns, WasCanceled) = (trials, columns, wasCanceled);
        Best = TrialOrder.BestFirst(trials.Where(trial => trial.Round == trials.Max(other => other.Round))).First();
        ParetoFront = TrialOrder.ParetoFront(trials.Where(trial => trial.Round == Best.Round));
    }

    /// <summary>All trials in the order in which they ran.</summary>
    public IReadOnlyList<TTrial> Trials { get; }

    /// <summary>The best trial of the last round.</summary>
    public TTrial Best { get; }

    /// <summary>The options of the best trial.</summary>
    public TOptions BestOptions => (TOptions)Best.Options;

    /// <summary>
    /// The trials of the last round that no other trial of it beats in one response or task without losing in another, the one with the best value by which
    /// settings are compared first.
    /// </summary>
    public IReadOnlyList<TTrial> ParetoFront { get; }

    /// <summary>Whether the search was canceled before its last round ended.</summary>
    public bool WasCanceled { get; }

    /// <summary>Returns a plain-text table of the trials of the last round, the best first. A star marks those on the Pareto front.</summary>
    public override string ToString()
    {
        var last = TrialOrder.BestFirst(Trials.Where(trial => trial.Round == Best.Round)).ToArray();
        var text = new PlainText();
        text.Line($"{Trials.DistinctBy(trial => trial.Number).Count()} settings, {Best.Round + 1} rounds")
            .Line($"the last round has {last.Length} settings and {Best.SessionShare:0.#%} of the sessions");
        if (WasCanceled)
            text.Line("The search was canceled.");
        text.Columns([["trial", "", .. _columns, "tuned values"], .. last.Select(Line)]);
        return text.ToString();
    }

    private string[] Line(TTrial trial) =>
    [
        FormattableString.Invariant($"{trial.Number}"), ParetoFront.Contains(trial) ? "*" : "",
        .. _columns.Select((_, index) => trial.Failure is null ? PlainText.Number(trial.Results[index]) : "-"),
        trial.Failure is null ? trial.Describe() : $"failed: {trial.Failure}",
    ];
}
