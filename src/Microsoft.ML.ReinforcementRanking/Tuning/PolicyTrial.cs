using System.Globalization;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents one setting of the options of a trainer, and what it was worth in one round of <c>mlContext.Ranking.TunePolicy</c>.</summary>
public sealed class PolicyTrial
{
    internal PolicyTrial(ReinforcementRankingOptions options, IReadOnlyDictionary<string, double> values) => (Options, Values) = (options, values);

    /// <summary>The number of the setting, from 0. Setting 0 has the given options. A setting keeps its number in all rounds.</summary>
    public int Number { get; internal init; }

    /// <summary>The round, from 0.</summary>
    public int Round { get; internal init; }

    /// <summary>The share of the sessions that the round uses, in (0, 1].</summary>
    public double SessionShare { get; internal init; }

    /// <summary>The options of the trainer. They are a copy of the given ones with the tuned values.</summary>
    public ReinforcementRankingOptions Options { get; }

    /// <summary>The tuned values by the names of their options.</summary>
    public IReadOnlyDictionary<string, double> Values { get; }

    /// <summary>The pooled metrics of the cross-validation, or null if the setting failed.</summary>
    public OffPolicyMetrics? Metrics { get; internal init; }

    /// <summary>The estimate of each response, the main response first. The list is empty if the setting failed.</summary>
    public IReadOnlyList<double> Estimates { get; internal init; } = [];

    /// <summary>The message of the error that the setting failed with, or null. A setting that failed takes part in no further round.</summary>
    public string? Failure { get; internal init; }

    /// <summary>
    /// By how much the auxiliary response that loses most exceeds <see cref="PolicyTuningOptions.AllowedAuxiliaryLoss"/>, relative to its logged mean, at
    /// least 0. It is 0 without auxiliary responses.
    /// </summary>
    public double AuxiliaryViolation { get; internal init; }

    /// <summary>The estimate of the main response, or negative infinity if the setting failed.</summary>
    internal double MainEstimate => Estimates is [var main, ..] ? main : double.NegativeInfinity;

    /// <summary>Returns a line with the number, the round, the estimates and the tuned values.</summary>
    public override string ToString()
    {
        var outcome = Failure is null ? string.Join(", ", Estimates.Select(Text)) : $"failed: {Failure}";
        return string.Create(CultureInfo.InvariantCulture, $"trial {Number}, round {Round}: {outcome} ({Describe()})");
    }

    /// <summary>Returns the tuned values as text.</summary>
    internal string Describe() => string.Join(", ", Values.Select(value => $"{value.Key} {Text(value.Value)}"));

    private static string Text(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
