namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>The report that a trainer sends to <c>Progress</c> after each epoch of a stage.</summary>
public sealed class TrainingProgress
{
    internal TrainingProgress()
    {
    }

    /// <summary>Name of the stage, for example <c>"critic Click"</c> or <c>"policy"</c>.</summary>
    public string Stage { get; internal init; } = "";

    /// <summary>1-based number of the stage.</summary>
    public int StageNumber { get; internal init; }

    /// <summary>Number of stages of this fit.</summary>
    public int NumberOfStages { get; internal init; }

    /// <summary>1-based number of the finished epoch in this stage.</summary>
    public int Epoch { get; internal init; }

    /// <summary>Upper bound of the epochs of this stage. Early stopping may end the stage earlier.</summary>
    public int NumberOfEpochs { get; internal init; }

    /// <summary>Mean training losses of the epoch, by name.</summary>
    public IReadOnlyDictionary<string, double> Losses { get; internal init; } = new Dictionary<string, double>();

    /// <summary>Metrics on the held-out sessions, by name. Empty where nothing is held out.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; internal init; } = new Dictionary<string, double>();

    /// <summary>Training rows per second in this epoch.</summary>
    public double RowsPerSecond { get; internal init; }

    /// <summary>Upper estimate of the time that this stage still takes.</summary>
    public TimeSpan Remaining { get; internal init; }
}
