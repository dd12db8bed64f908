using System.Globalization;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Writes the losses and metrics of an epoch as one line for people.</summary>
internal static class EpochText
{
    public static string Describe(IReadOnlyDictionary<string, double> losses, IReadOnlyDictionary<string, double> metrics)
        => metrics.Count == 0 ? Join(losses) : $"{Join(losses)}; held out: {Join(metrics)}";

    private static string Join(IReadOnlyDictionary<string, double> values)
        => string.Join(", ", values.Select(value => string.Create(CultureInfo.InvariantCulture, $"{value.Key} {value.Value:G4}")));
}
