using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

public sealed partial class MultiTaskRankingTrainer
{
    /// <summary>Options of <see cref="MultiTaskRankingTrainer"/>. All failures are reported in one message when the trainer is created.</summary>
    public sealed class Options : MultiTaskOptions
    {
        /// <summary>
        /// The number of epochs of further training at most, at least 0. It uses a new optimizer and <see cref="MultiTaskOptions.FineTuningLearningRate"/>.
        /// With as many epochs as <see cref="RmtlRankingTrainer"/> the result is the baseline for that trainer: it has the same start, rows, order and
        /// epochs, and no critics. The default is 0.
        /// </summary>
        public int NumberOfFineTuningEpochs { get; set; }

        internal override void Check(OptionFailures failures)
        {
            base.Check(failures);
            failures.RequireAtLeast(NumberOfFineTuningEpochs, 0, nameof(NumberOfFineTuningEpochs));
            failures.RequireDefaults(this, NumberOfFineTuningEpochs == 0, "where NumberOfFineTuningEpochs is 0", nameof(FineTuningLearningRate));
        }
    }
}
