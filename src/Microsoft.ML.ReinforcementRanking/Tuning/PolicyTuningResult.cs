using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents the result of <c>mlContext.Ranking.TunePolicy</c>. <see cref="ToString"/> returns it as a table.</summary>
/// <typeparam name="TOptions">The type of the options of the trainer.</typeparam>
/// <remarks>
/// The estimates of the best of many settings are too high, because chance helped to choose it. Evaluate the fit with <see cref="BestOptions"/> on data that
/// the search has not seen.
/// </remarks>
public sealed class PolicyTuningResult<TOptions>
    where TOptions : ReinforcementRankingOptions
{
    private readonly IReadOnlyList<string> _responses;

    internal PolicyTuningResult(IReadOnlyList<PolicyTrial> trials, IReadOnlyList<string> responses, bool wasCanceled)
    {
        (Trials, _responses, WasCanceled) = (trials, responses, wasCanceled);
        Best = TrialOrder.BestFirst(trials.Where(trial => trial.Round == trials.Max(other => other.Round))).First();
        ParetoFront = TrialOrder.ParetoFront(trials.Where(trial => trial.Round == Best.Round));
    }

    /// <summary>All trials in the order in which they ran.</summary>
    public IReadOnlyList<PolicyTrial> Trials { get; }

    /// <summary>
    /// The best trial of the last round: the one with the highest estimate of the main response among those whose auxiliary responses lose no more than is
    /// allowed, or else the one that exceeds the allowed loss by least.
    /// </summary>
    public PolicyTrial Best { get; }

    /// <summary>The options of the best trial.</summary>
    public TOptions BestOptions => (TOptions)Best.Options;

    /// <summary>
    /// The trials of the last round that no other trial of it beats in one response without losing in another, by falling estimate of the main response.
    /// </summary>
    public IReadOnlyList<PolicyTrial> ParetoFront { get; }

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
        text.Columns([["trial", "", .. _responses, "tuned values"], .. last.Select(Line)]);
        return text.ToString();
    }

    private string[] Line(PolicyTrial trial) =>
    [
        FormattableString.Invariant($"{trial.Number}"), ParetoFront.Contains(trial) ? "*" : "",
        .. _responses.Select((_, index) => trial.Failure is null ? PlainText.Number(trial.Estimates[index]) : "-"),
        trial.Failure is null ? trial.Describe() : $"failed: {trial.Failure}",
    ];
}
