using System.Globalization;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Checkpoints;

/// <summary>
/// Contains what makes a fit give the same model again: its options, its data, its seed and the version of the library. A fit resumes from checkpoints with the
/// same fingerprint only.
/// </summary>
/// <param name="facts">The facts by name, in the order in which differences are looked for.</param>
internal sealed class FitFingerprint(IReadOnlyList<(string Name, string Value)> facts)
{
    /// <summary>Gets or sets the seed of the random numbers of the fit.</summary>
    public int Seed { get; set; }

    public static FitFingerprint Read(StateArchive archive)
    {
        var (facts, seed) = (Array.Empty<(string, string)>(), 0);
        archive.Visit(ref facts, fact => Visit(archive, fact));
        archive.Visit(ref seed);
        return new(facts) { Seed = seed };
    }

    public void Write(StateArchive archive)
    {
        ((string, string)[] own, var seed) = ([.. facts], Seed);
        archive.Visit(ref own, fact => Visit(archive, fact));
        archive.Visit(ref seed);
    }

    /// <summary>Describes the first difference of this fingerprint, which was stored, from that of the present fit, or returns null for none.</summary>
    public string? DifferenceFrom(FitFingerprint present)
    {
        if (FirstDifference(present) is not var (name, value, now))
            return Seed == present.Seed ? null : string.Create(CultureInfo.InvariantCulture, $"the seed was {Seed} and is {present.Seed} now");
        return value is null ? $"{name} did not exist and is {now} now" : now is null ? $"{name} was {value} and does not exist now"
            : $"{name} was {value} and is {now} now";
    }

    /// <summary>Returns the first fact that another fingerprint lacks or has with another value, or null for none. The seeds are not compared.</summary>
    public (string Name, string? Own, string? Other)? FirstDifference(FitFingerprint other)
    {
        var others = other.Facts.ToDictionary(fact => fact.Name, fact => fact.Value);
        foreach (var (name, value) in facts)
        {
            if (!others.Remove(name, out var otherValue) || otherValue != value)
                return (name, value, otherValue);
        }
        return others.Count > 0 ? (others.First().Key, null, others.First().Value) : null;
    }

    private IReadOnlyList<(string Name, string Value)> Facts => facts;

    private static (string Name, string Value) Visit(StateArchive archive, (string Name, string Value) fact)
    {
        var (name, value) = (fact.Name ?? "", fact.Value ?? "");
        archive.Visit(ref name);
        archive.Visit(ref value);
        return (name, value);
    }
}
