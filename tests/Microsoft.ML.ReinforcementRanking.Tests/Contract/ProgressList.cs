using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Keeps reports, and reacts to each on the fitting thread: <see cref="Progress{T}"/> would do so at some later time on another one.</summary>
internal sealed class ProgressList(Action<TrainingProgress>? react = null) : List<TrainingProgress>, IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        Add(value);
        react?.Invoke(value);
    }
}
