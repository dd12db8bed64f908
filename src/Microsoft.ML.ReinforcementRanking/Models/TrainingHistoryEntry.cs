namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>One finished epoch of a stage; part of the model file.</summary>
public sealed class TrainingHistoryEntry
{
    internal TrainingHistoryEntry(string stage, int epoch, IReadOnlyDictionary<string, double> losses, IReadOnlyDictionary<string, double> metrics)
    {
        Stage = stage;
        Epoch = epoch;
        Losses = losses;
        Metrics = metrics;
    }

    /// <summary>Name of the stage.</summary>
    public string Stage { get; }

    /// <summary>1-based number of the epoch in its stage.</summary>
    public int Epoch { get; }

    /// <summary>Mean training losses by name.</summary>
    public IReadOnlyDictionary<string, double> Losses { get; }

    /// <summary>Metrics on the held-out sessions by name; empty where nothing was held out.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; }
}
