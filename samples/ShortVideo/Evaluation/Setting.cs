using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo.Features;
using ShortVideo.Policies;

namespace ShortVideo.Evaluation;

/// <summary>A policy at one constraint strength, and its estimates on the validation rows.</summary>
internal sealed record Setting(
    TscacDesign Design, double ConstraintStrength, RankingPredictionTransformer<NeuralRankingModelParameters> Policy, OffPolicyMetrics Validation)
{
    private const double SmallestEffectiveShare = 1.0 / 3;
    private const double SmallestMeanCappedWeight = 0.95;
    private const double LargestPlaceboLift = 0.02;

    /// <summary>Whether enough rows take part, hardly any weight is cut, and states are not re-weighted.</summary>
    public bool IsTrusted
        => HasEnoughRows && Validation.MeanCappedWeight >= SmallestMeanCappedWeight && Math.Abs(Validation.PlaceboLift()) <= LargestPlaceboLift;

    public bool HasEnoughRows => Validation.EffectiveSampleSize >= SmallestEffectiveShare * Validation.RowCount;

    /// <summary>
    /// Whether clicks are above those of the log with 97.5 % confidence, and interactions by the estimate alone: they are a fiftieth of the rows, and their
    /// interval would forbid every policy. Likes are not asked: they are among the interactions, and rarer still.
    /// </summary>
    public bool KeepsAuxiliaries => Validation.Of(nameof(LogRow.Click)).LiftLowerBound >= 0 && Validation.Of(nameof(LogRow.Interaction)).Lift >= 0;

    /// <summary>The trusted setting of the longest watch time; null where none is trusted.</summary>
    public static Setting? LongestTrusted(IEnumerable<Setting> settings)
        => settings.Where(setting => setting.IsTrusted).MaxBy(setting => setting.Validation.Of(nameof(LogRow.WatchTime)).Value);

    /// <summary>The longest watch time among the trusted settings that keep the auxiliaries; where none does, the setting nearest to the log.</summary>
    public static Setting Choose(IReadOnlyList<Setting> settings)
        => LongestTrusted(settings.Where(setting => setting.KeepsAuxiliaries)) ?? settings.MaxBy(setting => setting.Validation.EffectiveSampleSize)!;
}
