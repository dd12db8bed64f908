namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>What every stage of a fit shares.</summary>
internal sealed record TrainingSettings(
    int BatchSize,
    int Patience,
    IProgress<TrainingProgress>? Progress,
    CancellationToken CancellationToken);
