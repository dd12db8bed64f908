namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Compares trials of one round.</summary>
internal static class TrialOrder
{
    /// <summary>Returns trials by rising violation, and then by falling estimate of the main response. Those that failed come last.</summary>
    public static IEnumerable<PolicyTrial> BestFirst(IEnumerable<PolicyTrial> trials) => trials
        .OrderBy(trial => trial.Failure is not null)
        .ThenBy(trial => trial.AuxiliaryViolation)
        .ThenByDescending(trial => trial.MainEstimate)
        .ThenBy(trial => trial.Number);

    /// <summary>Returns the trials that no other one dominates, by falling estimate of the main response.</summary>
    public static IReadOnlyList<PolicyTrial> ParetoFront(IEnumerable<PolicyTrial> trials)
    {
        PolicyTrial[] complete = [.. trials.Where(trial => trial.Failure is null)];
        return [.. complete.Where(trial => !complete.Any(other => Dominates(other, trial))).OrderByDescending(trial => trial.MainEstimate)];
    }

    private static bool Dominates(PolicyTrial first, PolicyTrial second)
    {
        var pairs = first.Estimates.Zip(second.Estimates).ToArray();
        return pairs.All(pair => pair.First >= pair.Second) && pairs.Any(pair => pair.First > pair.Second);
    }
}
