using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

public sealed partial class BehaviorCloningTrainer
{
    /// <summary>Options of <see cref="BehaviorCloningTrainer"/>. All failures are reported in one message when the trainer is created.</summary>
    public sealed class Options : PolicyOptions
    {
        /// <summary>The largest number of epochs, at least 1. The default is 20.</summary>
        public int NumberOfEpochs { get; set; } = 20;

        internal override SessionColumns Columns => ActionColumns;

        internal override void Check(OptionFailures failures)
        {
            base.Check(failures);
            failures.RequireAtLeast(NumberOfEpochs, 1, nameof(NumberOfEpochs));
        }
    }
}
