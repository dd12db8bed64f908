namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>The report that a trainer sends to <c>Progress</c> after each epoch of a stage.</summary>
/// <param name="Stage">Name of the stage, for example <c>"critic Click"</c> or <c>"policy"</c>.</param>
/// <param name="StageNumber">1-based number of the stage.</param>
/// <param name="NumberOfStages">Number of stages of this fit.</param>
/// <param name="Epoch">1-based number of the finished epoch in this stage.</param>
/// <param name="NumberOfEpochs">Upper bound of epochs of this stage; early stopping may end the stage earlier.</param>
/// <param name="Losses">Mean training losses of the epoch by name.</param>
/// <param name="Metrics">Metrics on the held-out sessions by name; empty where nothing is held out.</param>
/// <param name="RowsPerSecond">Training rows per second in this epoch.</param>
/// <param name="Remaining">Upper estimate of the time that this stage still takes.</param>
public sealed record TrainingProgress(
    string Stage,
    int StageNumber,
    int NumberOfStages,
    int Epoch,
    int NumberOfEpochs,
    IReadOnlyDictionary<string, double> Losses,
    IReadOnlyDictionary<string, double> Metrics,
    double RowsPerSecond,
    TimeSpan Remaining);
