using ShortVideo.Features;

namespace ShortVideo.Policies;

/// <summary>Represents the first stage of TSCAC: its auxiliary responses, and how closely their policies stay to the log.</summary>
/// <param name="AuxiliaryResponses">The auxiliary responses.</param>
/// <param name="StageOneTemperature">
/// The temperature of stage one. A higher temperature keeps the policies of the auxiliary responses closer to the log, and leaves more freedom for watch
/// time.
/// </param>
internal sealed record TscacDesign(string[] AuxiliaryResponses, double StageOneTemperature)
{
    /// <summary>
    /// The designs in the order in which they are tried. If the responses agree, as on KuaiRand, clicks are enough, and a critic of the rare interactions
    /// mainly adds noise. If more watch time costs interactions, as in the simulator, only the second design keeps them. The validation rows decide.
    /// </summary>
    public static IReadOnlyList<TscacDesign> All { get; } =
    [
        new([nameof(LogRow.Click)], StageOneTemperature: 2),
        new([nameof(LogRow.Click), nameof(LogRow.Interaction)], StageOneTemperature: 1),
    ];

    public override string ToString() => string.Join(" and ", AuxiliaryResponses);
}
