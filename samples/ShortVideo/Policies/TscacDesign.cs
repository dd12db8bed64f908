using ShortVideo.Features;

namespace ShortVideo.Policies;

/// <summary>What a TSCAC policy is held to, and how tightly its first stage follows that.</summary>
/// <param name="HeldTo">Auxiliary responses.</param>
/// <param name="StageOneTemperature">Larger: the auxiliaries' own policies are nearer to the log, and leave more to watch time.</param>
internal sealed record TscacDesign(string[] HeldTo, double StageOneTemperature)
{
    /// <summary>
    /// In the order in which they are tried. Where responses agree, as on KuaiRand, clicks are enough, and the critic of the rare interactions would add little
    /// but noise. Where watch time is paid for with interactions, as in the simulator, only the second design keeps them. Which it is, the validation rows
    /// tell.
    /// </summary>
    public static IReadOnlyList<TscacDesign> All { get; } =
    [
        new([nameof(LogRow.Click)], StageOneTemperature: 2),
        new([nameof(LogRow.Click), nameof(LogRow.Interaction)], StageOneTemperature: 1),
    ];

    public override string ToString() => string.Join(" and ", HeldTo);
}
