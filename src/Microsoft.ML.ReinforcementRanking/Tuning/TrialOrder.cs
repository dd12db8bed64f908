namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Compares trials of one round.</summary>
internal static class TrialOrder
{
    /// <summary>Returns trials by rising violation, and then by falling objective. Those that failed come last.</summary>
    public static IEnumerable<TTrial> BestFirst<TTrial>(IEnumerable<TTrial> trials)
        where TTrial : TuningTrial => trials
        .OrderBy(trial => trial.Failure is not null)
        .ThenBy(trial => trial.Violation)
        .ThenByDescending(trial => trial.Objective)
        .ThenBy(trial => trial.Number);

    /// <summary>Returns the trials that no other one dominates, by falling objective.</summary>
    public static IReadOnlyList<TTrial> ParetoFront<TTrial>(IEnumerable<TTrial> trials)
        where TTrial : TuningTrial
    {
        TTrial[] complete = [.. trials.Where(trial => trial.Failure is null)];
        return [.. complete.Where(trial => !complete.Any(other => Dominates(other, trial))).OrderByDescending(trial => trial.Objective)];
    }

    private static bool Dominates(TuningTrial first, TuningTrial second)
    {
        var pairs = first.Objectives.Zip(second.Objectives).ToArray();
        return pairs.All(pair => pair.First >= pair.Second) && pairs.Any(pair => pair.First > pair.Second);
    }
}
