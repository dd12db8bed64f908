using System.Globalization;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents one setting of the options of a trainer, and what it was worth in one round of a search.</summary>
public abstract class TuningTrial
{
    private protected TuningTrial()
    {
    }

    /// <summary>The number of the setting, from 0. Setting 0 has the given options. A setting keeps its number in all rounds.</summary>
    public int Number { get; internal set; }

    /// <summary>The round, from 0.</summary>
    public int Round { get; internal set; }

    /// <summary>The share of the sessions that the round uses, in (0, 1].</summary>
    public double SessionShare { get; internal set; }

    /// <summary>The options of the trainer. They are a copy of the given ones with the tuned values.</summary>
    public ReinforcementRankingOptions Options { get; internal set; } = null!;

    /// <summary>The tuned values by the names of their options. The value of a list of widths is its first width.</summary>
    public IReadOnlyDictionary<string, double> Values { get; internal set; } = new Dictionary<string, double>();

    /// <summary>The message of the error that the setting failed with, or null. A setting that failed takes part in no further round.</summary>
    public string? Failure { get; internal set; }

    /// <summary>Gets the numbers to show, one for each response or task. The list is empty if the setting failed.</summary>
    internal abstract IReadOnlyList<double> Results { get; }

    /// <summary>Gets the numbers of the Pareto front, of which higher ones are better.</summary>
    internal abstract IReadOnlyList<double> Objectives { get; }

    /// <summary>Gets the number by which settings are compared, higher is better, or negative infinity if the setting failed.</summary>
    internal abstract double Objective { get; }

    /// <summary>Gets by how much the setting breaks a bound, at least 0. Settings that break one by less come first.</summary>
    internal virtual double Violation => 0;

    /// <summary>Returns a line with the number, the round, the results and the tuned values.</summary>
    public override string ToString()
    {
        var outcome = Failure is null ? string.Join(", ", Results.Select(Text)) : $"failed: {Failure}";
        return string.Create(CultureInfo.InvariantCulture, $"trial {Number}, round {Round}: {outcome} ({Describe()})");
    }

    /// <summary>Returns the tuned values as text.</summary>
    internal string Describe() => string.Join(", ", Values.Select(value => $"{value.Key} {Text(value.Value)}"));

    private static string Text(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
