using System.Globalization;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>Writes the messages of a fit to the log of the context: one at the start, one for each stage, and one at the end.</summary>
internal static class FitMessages
{
    public static string Start(LogRows training, LogRows? heldOut, IReadOnlyList<string> stages)
    {
        var actions = training.Data.ActionCount > 0 ? string.Create(CultureInfo.InvariantCulture, $", {training.Data.ActionCount} actions") : "";
        var rest = heldOut is null ? "nothing" : Describe(heldOut);
        var list = string.Join(", ", stages.Select(stage => $"'{stage}'"));
        return string.Create(CultureInfo.InvariantCulture, $"The fit starts on {Describe(training)}{actions}, with {rest} held out. Stages: {list}.");
    }

    public static string Resume(IReadOnlyList<TrainingStage> stages, bool areComplete)
    {
        var names = string.Join(", ", stages.Select(stage => $"'{stage.Name}'"));
        return areComplete
            ? $"An earlier fit has trained {names}. Its result is used."
            : string.Create(CultureInfo.InvariantCulture, $"The fit resumes {names} after epoch {stages.Max(stage => stage.History.Count)}.");
    }

    public static string EndOfStage(TrainingStage stage, int stageCount)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"Stage '{stage.Name}' ({stage.Number} of {stageCount})");
        if (stage.BestEpochNumber == 0)
            return string.Create(CultureInfo.InvariantCulture, $"{place}: none of {stage.History.Count} epochs improved on the network that it started with.");
        var best = stage.History[stage.BestEpochNumber - 1];
        return string.Create(CultureInfo.InvariantCulture,
            $"{place}: keeps epoch {best.Epoch} of {stage.History.Count}, {EpochText.Describe(best.Losses, best.Metrics)}.");
    }

    public static string End(TimeSpan duration) => string.Create(CultureInfo.InvariantCulture, $"The fit ended after {duration.TotalSeconds:0.0} s.");

    private static string Describe(LogRows log)
    {
        var isSeen = new bool[log.Data.SessionCount];
        foreach (var row in log.Rows)
            isSeen[log.Data.SessionOfRow[row]] = true;
        return string.Create(CultureInfo.InvariantCulture, $"{log.Rows.Length} rows of {isSeen.Count(seen => seen)} sessions");
    }
}
