using System.Globalization;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents one finished epoch of a training stage. Entries are saved in the model file.</summary>
public sealed class TrainingHistoryEntry
{
    internal TrainingHistoryEntry(string stage, int epoch, IReadOnlyDictionary<string, double> losses, IReadOnlyDictionary<string, double> metrics)
    {
        Stage = stage;
        Epoch = epoch;
        Losses = losses;
        Metrics = metrics;
    }

    /// <summary>Gets the name of the stage.</summary>
    public string Stage { get; }

    /// <summary>Gets the number of the epoch in its stage. The first epoch is 1.</summary>
    public int Epoch { get; }

    /// <summary>Gets the mean training losses by name.</summary>
    public IReadOnlyDictionary<string, double> Losses { get; }

    /// <summary>Gets the metrics on the held-out sessions by name. The dictionary is empty if no sessions were held out.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; }

    /// <summary>Returns one line with the stage, the epoch, the losses and the metrics, in the invariant culture.</summary>
    /// <returns>For example, <c>critic Click, epoch 2: temporal difference 0.7514; held out: error 0.8213, r2 0.1787</c>.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Stage}, epoch {Epoch}: {EpochText.Describe(Losses, Metrics)}");
}
