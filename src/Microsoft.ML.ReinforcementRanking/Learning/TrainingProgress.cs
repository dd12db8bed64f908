using System.Globalization;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents the report that a trainer sends to <c>Progress</c> after each epoch of a stage.</summary>
public sealed class TrainingProgress
{
    internal TrainingProgress()
    {
    }

    /// <summary>Gets the name of the stage, for example <c>"critic Click"</c> or <c>"policy"</c>.</summary>
    public string Stage { get; internal init; } = "";

    /// <summary>Gets the number of the stage. The first stage is 1.</summary>
    public int StageNumber { get; internal init; }

    /// <summary>Gets the number of stages of this fit.</summary>
    public int NumberOfStages { get; internal init; }

    /// <summary>Gets the number of the finished epoch in this stage. The first epoch is 1.</summary>
    public int Epoch { get; internal init; }

    /// <summary>Gets the maximum number of epochs of this stage. Early stopping may end the stage earlier.</summary>
    public int NumberOfEpochs { get; internal init; }

    /// <summary>
    /// Gets the number of epochs of this stage that an earlier fit trained, whose checkpoint this fit resumed. The number is 0 if nothing was resumed.
    /// </summary>
    public int ResumedEpochs { get; internal init; }

    /// <summary>Gets the mean training losses of the epoch by name.</summary>
    public IReadOnlyDictionary<string, double> Losses { get; internal init; } = new Dictionary<string, double>();

    /// <summary>Gets the metrics on the held-out sessions by name. The dictionary is empty if no sessions are held out.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; internal init; } = new Dictionary<string, double>();

    /// <summary>Gets the number of training rows per second in this epoch. Stages that are trained together divide the time equally.</summary>
    public double RowsPerSecond { get; internal init; }

    /// <summary>Gets an upper estimate of the time that this stage still needs.</summary>
    public TimeSpan Remaining { get; internal init; }

    /// <summary>Returns one line with the stage, the epoch, the losses and the metrics, in the invariant culture.</summary>
    /// <returns>For example, <c>2/4 critic Click, epoch 2/20: temporal difference 0.7514; held out: error 0.8213, r2 0.1787</c>.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{StageNumber}/{NumberOfStages} {Stage}, epoch {Epoch}/{NumberOfEpochs}: {EpochText.Describe(Losses, Metrics)}");
}
