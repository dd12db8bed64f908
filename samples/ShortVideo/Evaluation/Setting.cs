using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo.Features;
using ShortVideo.Policies;

namespace ShortVideo.Evaluation;

/// <summary>Represents a policy at one constraint strength, with its estimates on the validation rows.</summary>
internal sealed record Setting(
    TscacDesign Design, double ConstraintStrength, RankingPredictionTransformer<NeuralRankingModelParameters> Policy, OffPolicyMetrics Validation)
{
    private const double SmallestEffectiveShare = 1.0 / 3;
    private const double SmallestMeanCappedWeight = 0.95;
    private const double LargestPlaceboLift = 0.02;

    /// <summary>
    /// Whether the estimates are reliable: the effective sample size is large enough, few weights are capped, and the negative control shows no lift.
    /// </summary>
    public bool IsTrusted
        => HasEnoughRows && Validation.MeanCappedWeight >= SmallestMeanCappedWeight && Math.Abs(Validation.PlaceboLift()) <= LargestPlaceboLift;

    public bool HasEnoughRows => Validation.EffectiveSampleSize >= SmallestEffectiveShare * Validation.RowCount;

    /// <summary>
    /// Whether clicks are above those of the log with 97.5 % confidence, and interactions by the estimate alone. Only one row in fifty has an interaction,
    /// so an interval would reject every policy. Likes are not checked, because they are interactions too, and even rarer.
    /// </summary>
    public bool KeepsAuxiliaries => Validation.Of(nameof(LogRow.Click)).LiftLowerBound >= 0 && Validation.Of(nameof(LogRow.Interaction)).Lift >= 0;

    /// <summary>Gets the reliable setting with the longest watch time, or null if no setting is reliable.</summary>
    public static Setting? LongestTrusted(IEnumerable<Setting> settings)
        => settings.Where(setting => setting.IsTrusted).MaxBy(setting => setting.Validation.Of(nameof(LogRow.WatchTime)).Value);

    /// <summary>
    /// Chooses the setting with the longest watch time among the reliable settings that keep the auxiliary responses. If there is none, it chooses the
    /// setting that is closest to the log.
    /// </summary>
    public static Setting Choose(IReadOnlyList<Setting> settings)
        => LongestTrusted(settings.Where(setting => setting.KeepsAuxiliaries)) ?? settings.MaxBy(setting => setting.Validation.EffectiveSampleSize)!;
}
