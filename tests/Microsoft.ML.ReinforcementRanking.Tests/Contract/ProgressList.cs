using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Keeps the reports, and handles each one on the thread of the fit. <see cref="Progress{T}"/> would do so later, on another thread.</summary>
internal sealed class ProgressList(Action<TrainingProgress>? react = null) : List<TrainingProgress>, IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        Add(value);
        react?.Invoke(value);
    }
}
