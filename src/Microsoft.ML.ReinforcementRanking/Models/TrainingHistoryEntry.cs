namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>One finished epoch of a stage; part of the model file.</summary>
/// <param name="Stage">Name of the stage.</param>
/// <param name="Epoch">1-based number of the epoch in its stage.</param>
/// <param name="Losses">Mean training losses by name.</param>
/// <param name="Metrics">Metrics on the held-out sessions by name; empty where nothing was held out.</param>
public sealed record TrainingHistoryEntry(
    string Stage,
    int Epoch,
    IReadOnlyDictionary<string, double> Losses,
    IReadOnlyDictionary<string, double> Metrics);
