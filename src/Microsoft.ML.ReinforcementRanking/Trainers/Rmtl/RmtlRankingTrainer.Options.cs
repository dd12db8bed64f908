using Microsoft.ML.SearchSpace;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

public sealed partial class RmtlRankingTrainer
{
    /// <summary>Options of <see cref="RmtlRankingTrainer"/>. All failures are reported in one message when the trainer is created.</summary>
    public sealed class Options : MultiTaskOptions
    {
        /// <summary>
        /// The strength λ with which a critic's value changes a row's weight, at least 0. With 0 the trainer does plain training. The default is 0.3. The
        /// paper uses 0.7 without normalization.
        /// </summary>
        [Range(0.1, 2.0, 0.3, true)]
        public double WeightStrength { get; set; } = 0.3;

        /// <summary>The form of the weight of a row. The default is <see cref="LossWeighting.Full"/>.</summary>
        public LossWeighting Weighting { get; set; } = LossWeighting.Full;

        /// <summary>
        /// Whether weights are divided by their mean over the training rows, task by task, so that λ does not change the length of gradient steps. False is
        /// the paper's form. The default is true.
        /// </summary>
        public bool NormalizeWeights { get; set; } = true;

        /// <summary>The objective of fine-tuning. The default is <see cref="FineTuningObjective.WeightedLoss"/>.</summary>
        public FineTuningObjective FineTuning { get; set; }

        /// <summary>
        /// The weight of the squared distance to the network's weights before fine-tuning, at least 0. It applies to
        /// <see cref="FineTuningObjective.CriticGradient"/> only. The default is 0.03.
        /// </summary>
        [Range(0.003, 0.3, 0.03, true)]
        public double AnchorStrength { get; set; } = 0.03;

        /// <summary>
        /// The discount γ, in [0, 1). With 0 a row is weighted by its own expected loss, and with values near 1 by that of the rest of its session. If it
        /// is null, which is the default, the discount is 0.95 with a session column and 0 without one. Without a session column any other value is
        /// refused.
        /// </summary>
        [Range(0.0, 0.99, 0.95)]
        public double? DiscountFactor { get; set; }

        /// <summary>
        /// The largest number of epochs of the critics, at least 1. Training ends earlier when their loss is flat, or when held-out returns are not
        /// predicted better. The default is 30.
        /// </summary>
        public int NumberOfCriticEpochs { get; set; } = 30;

        /// <summary>The largest number of epochs of fine-tuning, at least 1. The default is 10.</summary>
        public int NumberOfFineTuningEpochs { get; set; } = 10;

        /// <summary>
        /// The critics of another fitted model, <c>model.Critics</c>, that are used instead of trained ones. They need the same tasks, width of features,
        /// and categorical fields. Fields are matched by name, in any order and over any backbone. Their discount is used. If it is null, which is the
        /// default, critics are trained.
        /// </summary>
        public CriticSet? PretrainedCritics { get; set; }

        /// <summary>
        /// Whether each critic is a network of its own, as in the authors' code, instead of a head over one shared bottom, as in the paper. The default is
        /// false.
        /// </summary>
        public bool UseSeparateCritics { get; set; }

        /// <summary>The widths of the critics' hidden layers over the state, each at least 1. The default is 128 and 64.</summary>
        public IReadOnlyList<int> CriticBottomUnits { get; set; } = [128, 64];

        /// <summary>The widths of each critic's own hidden layers after that, each at least 1. The default is one layer of 32.</summary>
        public IReadOnlyList<int> CriticTowerUnits { get; set; } = [32];

        /// <summary>The learning rate of the critics, above 0. The default is 1e-3.</summary>
        [Range(1e-4, 1e-2, 1e-3, true)]
        public double CriticLearningRate { get; set; } = 1e-3;

        /// <summary>The Polyak rate at which the critics' target network follows after each step, in (0, 1]. The default is 0.2.</summary>
        [Range(0.01, 1.0, 0.2, true)]
        public double TargetUpdateRate { get; set; } = 0.2;

        /// <summary>
        /// The standard deviation of the noise on the predictions (probabilities, or standardized numbers) from which the critics learn, at least 0. The
        /// default is 0.01.
        /// </summary>
        [Range(1e-3, 0.1, 0.01, true)]
        public double ActionNoise { get; set; } = 0.01;

        internal double Discount => DiscountOr(0.95, DiscountFactor);

        private protected override void CopyParts()
        {
            base.CopyParts();
            CriticBottomUnits = OptionCopy.Of(CriticBottomUnits);
            CriticTowerUnits = OptionCopy.Of(CriticTowerUnits);
        }

        internal override void Check(OptionFailures failures)
        {
            base.Check(failures);
            failures.RequireAtLeastZero(WeightStrength, nameof(WeightStrength));
            failures.Require(Enum.IsDefined(Weighting), nameof(Weighting), Weighting, "Full, LabelTimesValue, Constant, NegativeValue or None");
            failures.Require(Enum.IsDefined(FineTuning), nameof(FineTuning), FineTuning, "WeightedLoss or CriticGradient");
            failures.RequireAtLeastZero(AnchorStrength, nameof(AnchorStrength));
            CheckDiscount(DiscountFactor, nameof(DiscountFactor), failures);
            failures.RequireAtLeast(NumberOfCriticEpochs, 1, nameof(NumberOfCriticEpochs));
            failures.RequireAtLeast(NumberOfFineTuningEpochs, 1, nameof(NumberOfFineTuningEpochs));
            failures.RequireWidths(CriticBottomUnits, nameof(CriticBottomUnits));
            failures.RequireWidths(CriticTowerUnits, nameof(CriticTowerUnits));
            failures.RequireLearningRate(CriticLearningRate, nameof(CriticLearningRate));
            failures.Require(TargetUpdateRate is > 0 and <= 1, nameof(TargetUpdateRate), TargetUpdateRate, "above 0 and at most 1");
            failures.RequireAtLeastZero(ActionNoise, nameof(ActionNoise));
            CheckUnused(failures);
        }

        private void CheckUnused(OptionFailures failures)
        {
            var isByGradient = FineTuning == FineTuningObjective.CriticGradient;
            failures.RequireDefaults(this, FineTuning == FineTuningObjective.WeightedLoss, "unless FineTuning is CriticGradient", nameof(AnchorStrength));
            failures.RequireDefaults(
                this, isByGradient, "with FineTuning CriticGradient, which weighs no rows", nameof(Weighting), nameof(WeightStrength),
                nameof(NormalizeWeights));
            failures.RequireDefaults(
                this, Weighting is LossWeighting.Constant or LossWeighting.NegativeValue or LossWeighting.None, $"with Weighting {Weighting}",
                nameof(WeightStrength));
            failures.RequireDefaults(this, Weighting == LossWeighting.None, "with Weighting None", nameof(NormalizeWeights));
            failures.RequireDefaults(
                this, PretrainedCritics is not null, "with PretrainedCritics, since no critics are trained", nameof(DiscountFactor),
                nameof(NumberOfCriticEpochs),
                nameof(UseSeparateCritics), nameof(CriticBottomUnits), nameof(CriticTowerUnits), nameof(CriticLearningRate), nameof(TargetUpdateRate),
                nameof(ActionNoise));
            failures.RequireDefaults(this, PretrainedCritics is null && Discount == 0, "with a discount of 0", nameof(TargetUpdateRate));
        }
    }
}
