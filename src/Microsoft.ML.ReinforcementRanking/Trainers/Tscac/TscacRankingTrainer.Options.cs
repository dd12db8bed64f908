using Microsoft.ML.SearchSpace;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

public sealed partial class TscacRankingTrainer
{
    /// <summary>Options of <see cref="TscacRankingTrainer"/>. All failures are reported in one message when the trainer is created.</summary>
    public sealed class Options : PolicyOptions
    {
        /// <summary>The main response, maximised: Single or Boolean. Default <c>"Label"</c>.</summary>
        public string LabelColumnName { get; init; } = "Label";

        /// <summary>Auxiliary responses. Default none: the policy then stays close to the behaviour policy instead.</summary>
        public IReadOnlyList<AuxiliaryResponse> Responses { get; init; } = [];

        /// <summary>
        /// Probability (density, for continuous actions) with which the logging policy chose the row's action: Single, in (0, 1] for key actions.
        /// Default null: a behaviour policy is cloned from the training sessions.
        /// </summary>
        public string? PropensityColumnName { get; init; }

        /// <summary>
        /// λ, the common constraint strength, above 0, in units of the standard deviation of the main response's predicted advantage. Large: stay with the
        /// auxiliaries' policies; small: follow the main response. Default 1.
        /// </summary>
        [Range(0.1, 10.0, 1.0, true)]
        public double ConstraintStrength { get; init; } = 1;

        /// <summary>
        /// How close each auxiliary's own policy stays to the behaviour policy, above 0, in units of the standard deviation of that response's predicted
        /// advantage. Small values make stage-one policies sharp. Default 1.
        /// </summary>
        [Range(0.3, 10.0, 1.0, true)]
        public double StageOneTemperature { get; init; } = 1;

        /// <summary>γ of the main response, in [0, 1). Default 0.9.</summary>
        [Range(0.0, 0.99, 0.9)]
        public double DiscountFactor { get; init; } = 0.9;

        /// <summary>Largest number of epochs of each training stage for auxiliary responses and the behaviour policy, at least 1. Default 20.</summary>
        public int NumberOfStageOneEpochs { get; init; } = 20;

        /// <summary>Largest number of epochs of each training stage for the main response, at least 1. Default 20.</summary>
        public int NumberOfStageTwoEpochs { get; init; } = 20;

        /// <summary>Learning rate of critics, above 0. Default 1e-3.</summary>
        [Range(1e-4, 1e-2, 1e-3, true)]
        public double CriticLearningRate { get; init; } = 1e-3;

        /// <summary>Polyak rate with which target networks follow after each step, in (0, 1]. Default 0.01.</summary>
        [Range(1e-3, 0.1, 0.01, true)]
        public double TargetUpdateRate { get; init; } = 0.01;

        /// <summary>
        /// Independently initialised critics per response, at least 1. Over a catalogue their mean is the value; for continuous actions targets take the
        /// smallest (twin critics). Default 2.
        /// </summary>
        public int NumberOfCritics { get; init; } = 2;

        /// <summary>Cap of importance weights in training, at least 1. Default 20. Only <see cref="PolicyImprovement.Sampled"/> weighs rows, so only it has a cap.</summary>
        [Range(2.0, 100.0, 20.0, true)]
        public double MaximumImportanceWeight { get; init; } = 20;

        /// <summary>
        /// Continuous actions: weight of the squared distance (in standardised actions) between the policy's mean and the logged action, at least 0. Default 0:
        /// the auxiliaries' policies are close to the log already.
        /// </summary>
        public double CloningStrength { get; init; }

        /// <summary>How stage two reaches the optimum over a catalogue; continuous actions have one form only. Default <see cref="PolicyImprovement.Exact"/>.</summary>
        public PolicyImprovement PolicyImprovement { get; init; } = PolicyImprovement.Exact;

        internal override SessionColumns Columns => new()
        {
            Features = FeatureColumnName,
            Group = RowGroupColumnName,
            Responses = [LabelColumnName, .. Responses.Select(response => response.ColumnName)],
            Action = ActionColumnName,
            ActionFeatures = ActionFeatureColumnName,
            Propensity = PropensityColumnName,
            Weight = ExampleWeightColumnName,
        };

        internal override void Check(OptionFailures failures)
        {
            base.Check(failures);
            failures.RequireName(LabelColumnName, nameof(LabelColumnName));
            failures.RequireName(RowGroupColumnName, nameof(RowGroupColumnName));
            failures.RequirePositive(ConstraintStrength, nameof(ConstraintStrength));
            failures.RequirePositive(StageOneTemperature, nameof(StageOneTemperature));
            failures.RequireBelow(DiscountFactor, 0, 1, nameof(DiscountFactor));
            failures.RequireAtLeast(NumberOfStageOneEpochs, 1, nameof(NumberOfStageOneEpochs));
            failures.RequireAtLeast(NumberOfStageTwoEpochs, 1, nameof(NumberOfStageTwoEpochs));
            failures.RequirePositive(CriticLearningRate, nameof(CriticLearningRate));
            failures.Require(TargetUpdateRate is > 0 and <= 1, nameof(TargetUpdateRate), TargetUpdateRate, "above 0 and at most 1");
            failures.RequireAtLeast(NumberOfCritics, 1, nameof(NumberOfCritics));
            failures.Require(MaximumImportanceWeight >= 1 && double.IsFinite(MaximumImportanceWeight), nameof(MaximumImportanceWeight), MaximumImportanceWeight, "at least 1");
            failures.RequireAtLeastZero(CloningStrength, nameof(CloningStrength));
            failures.Require(Enum.IsDefined(PolicyImprovement), nameof(PolicyImprovement), PolicyImprovement, "Exact or Sampled");
            CheckResponses(failures);
        }

        private void CheckResponses(OptionFailures failures)
        {
            if (Responses is null || Responses.Any(response => response is null))
            {
                failures.Require(false, nameof(Responses), Responses is null ? null : "a list with null", "a list without nulls");
                return;
            }
            foreach (var response in Responses)
            {
                var name = $"{nameof(Responses)}['{response.ColumnName}']";
                failures.RequireName(response.ColumnName, name);
                failures.RequireBelow(response.DiscountFactor, 0, 1, $"{name}.{nameof(DiscountFactor)}");
                if (response.ConstraintStrength is { } strength)
                    failures.RequirePositive(strength, $"{name}.{nameof(ConstraintStrength)}");
            }
            string[] names = [LabelColumnName, .. Responses.Select(response => response.ColumnName)];
            failures.Require(names.Distinct().Count() == names.Length, nameof(Responses), string.Join(", ", names), "distinct columns, none of them the label");
        }
    }
}
