namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Represents the result of <c>mlContext.Ranking.TunePolicy</c>. The best trial is the one with the highest estimate of the main response among those whose
/// auxiliary responses lose no more than is allowed, or else the one that exceeds the allowed loss by least.
/// </summary>
/// <typeparam name="TOptions">The type of the options of the trainer.</typeparam>
public sealed class PolicyTuningResult<TOptions> : TuningResult<TOptions, PolicyTrial>
    where TOptions : ReinforcementRankingOptions
{
    internal PolicyTuningResult(IReadOnlyList<PolicyTrial> trials, IReadOnlyList<string> responses, bool wasCanceled)
        : base(trials, responses, wasCanceled)
    {
    }
}
