using Microsoft.ML.SearchSpace;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

public sealed partial class ActorCriticRankingTrainer
{
    /// <summary>
    /// Options of <see cref="ActorCriticRankingTrainer"/>. All failures are reported in one message when the trainer is created. The actor-critic trains
    /// all its epochs, because no measure compares them. <see cref="ReinforcementRankingOptions.EarlyStoppingPatience"/> applies to the behavior policy
    /// only.
    /// </summary>
    public sealed class Options : ResponsePolicyOptions
    {
        /// <summary>Further responses. The default is an empty list, which means an actor-critic on the main response alone.</summary>
        public IReadOnlyList<WeightedResponse> Responses { get; set; } = [];

        /// <summary>
        /// How the policy uses its critics. If it is null, which is the default, the algorithm is <see cref="ActorCriticAlgorithm.A2C"/> over a catalog and
        /// <see cref="ActorCriticAlgorithm.Td3PlusBC"/> for continuous actions.
        /// </summary>
        public ActorCriticAlgorithm? Algorithm { get; set; }

        /// <summary>How several responses become one objective. The default is <see cref="ConstraintHandling.WeightedSum"/>.</summary>
        public ConstraintHandling ConstraintHandling { get; set; } = ConstraintHandling.WeightedSum;

        /// <summary>
        /// What the critics estimate. If it is null, which is the default, the structure is <see cref="ReinforcementRanking.CriticStructure.PerResponse"/>
        /// for <see cref="ConstraintHandling.Pareto"/> and <see cref="ReinforcementRanking.CriticStructure.Joint"/> otherwise.
        /// </summary>
        public CriticStructure? CriticStructure { get; set; }

        /// <summary>
        /// The weight u_1 of one unit of the main response in the sum, at least 0. Use 0 for an actor-critic on the other responses alone. It must be 1 for
        /// <see cref="ConstraintHandling.Pareto"/>. The default is 1.
        /// </summary>
        [Range(0.1, 10.0, 1.0, true)]
        public double MainWeight { get; set; } = 1;

        /// <summary>
        /// The step size η of the multipliers of <see cref="ConstraintHandling.Rcpo"/>, above 0. A bound that is missed by one standard deviation of its
        /// response's return adds η to the multiplier in every step, in standard deviations of the main return per standard deviation of the response's
        /// return. The default is 0.01.
        /// </summary>
        [Range(1e-3, 0.1, 0.01, true)]
        public double MultiplierLearningRate { get; set; } = 0.01;

        /// <summary>
        /// The temperature of a policy over a catalog, in units of the standard deviation of the predicted advantage. Small values make the policy greedy.
        /// For <see cref="ActorCriticAlgorithm.A2C"/> it is τ, at least 0, which keeps the policy close to the behavior policy; 0 does not. For
        /// <see cref="ActorCriticAlgorithm.Awac"/> it is β of the weights, above 0. For <see cref="ActorCriticAlgorithm.Sac"/> it is α of the entropy, at
        /// least 0. The default is 1.
        /// </summary>
        [Range(0.03, 10.0, 1.0, true)]
        public double Temperature { get; set; } = 1;

        /// <summary>
        /// The cap of the importance weights, and of the weights of <see cref="ActorCriticAlgorithm.Awac"/>, at least 1. The default is 20.
        /// </summary>
        [Range(2.0, 100.0, 20.0, true)]
        public double MaximumImportanceWeight { get; set; } = 20;

        /// <summary>
        /// The weight c = 1/α of the squared distance (in standardized actions) to the logged action, beside values of mean size 1, above 0. It applies to
        /// <see cref="ActorCriticAlgorithm.Td3PlusBC"/> only. The default is 0.4.
        /// </summary>
        [Range(0.1, 10.0, 0.4, true)]
        public double CloningStrength { get; set; } = 0.4;

        /// <summary>
        /// The number of independently initialized networks per critic. Over a catalog it is at least 1, and their mean is the value. For continuous
        /// actions it is 1 with <see cref="ActorCriticAlgorithm.Ddpg"/> and otherwise at least 2, of which the targets use the smallest value. If it is
        /// null, which is the default, the number is 1 with DDPG and otherwise 2.
        /// </summary>
        [Range(1, 4)]
        public int? NumberOfCritics { get; set; }

        /// <summary>
        /// The number of epochs of the actor-critic, at least 1. Its targets move with the policy, so no epoch is known to be the best, and the last one is
        /// kept. This is also the largest number of epochs of the behavior policy, which stops early. The default is 20.
        /// </summary>
        public int NumberOfEpochs { get; set; } = 20;

        internal CriticStructure CriticStructureOrDefault
            => CriticStructure
            ?? (ConstraintHandling == ConstraintHandling.Pareto ? ReinforcementRanking.CriticStructure.PerResponse
            : ReinforcementRanking.CriticStructure.Joint);

        internal int NumberOfCriticsOrDefault => NumberOfCritics ?? (Algorithm == ActorCriticAlgorithm.Ddpg ? 1 : 2);

        private protected override IEnumerable<ResponseRole> OtherRoles => Responses.Select((response, index) =>
            new ResponseRole(response.ColumnName, index + 1, response.Minimize ? -1 : 1, response.DiscountFactor ?? Discount));

        /// <summary>The algorithm for a catalog or for continuous actions, or null where the option names one of the other kind.</summary>
        internal ActorCriticAlgorithm? AlgorithmFor(bool isCatalog)
        {
            var algorithm = Algorithm ?? (isCatalog ? ActorCriticAlgorithm.A2C : ActorCriticAlgorithm.Td3PlusBC);
            return algorithm < ActorCriticAlgorithm.Ddpg == isCatalog ? algorithm : null;
        }

        private protected override void CopyParts()
        {
            base.CopyParts();
            Responses = OptionCopy.Of(Responses, response => response.Copy());
        }

        internal override void Check(OptionFailures failures)
        {
            base.Check(failures);
            failures.Require(
                Algorithm is null || Enum.IsDefined(Algorithm.Value),
                nameof(Algorithm), Algorithm, $"one of {string.Join(", ", Enum.GetNames<ActorCriticAlgorithm>())}");
            failures.Require(Enum.IsDefined(ConstraintHandling), nameof(ConstraintHandling), ConstraintHandling, "WeightedSum, Rcpo or Pareto");
            failures.Require(
                CriticStructure is null || Enum.IsDefined(CriticStructure.Value),
                nameof(CriticStructure), CriticStructure, "Joint or PerResponse");
            failures.RequireAtLeastZero(MainWeight, nameof(MainWeight));
            failures.RequireLearningRate(MultiplierLearningRate, nameof(MultiplierLearningRate));
            failures.RequireAtLeastZero(Temperature, nameof(Temperature));
            failures.RequireWeightCap(MaximumImportanceWeight, nameof(MaximumImportanceWeight));
            failures.RequirePositive(CloningStrength, nameof(CloningStrength));
            failures.RequireAtLeast(NumberOfCritics ?? 1, 1, nameof(NumberOfCritics), LargestNumberOfCritics);
            failures.RequireAtLeast(NumberOfEpochs, 1, nameof(NumberOfEpochs));
            failures.RequireResponses(LabelColumnName, Responses, nameof(Responses), response => response.ColumnName,
                (response, name) => Check(response, name, failures));
            CheckCombinations(failures);
        }

        private void Check(WeightedResponse response, string name, OptionFailures failures)
        {
            failures.RequireAtLeastZero(response.Weight, $"{name}.{nameof(response.Weight)}");
            CheckDiscount(response.DiscountFactor, $"{name}.{nameof(response.DiscountFactor)}", failures);
            failures.Require(double.IsFinite(response.LowerBound ?? 0), $"{name}.{nameof(response.LowerBound)}", response.LowerBound, "finite");
            failures.Require(response.LowerBound is null
                || ConstraintHandling == ConstraintHandling.Rcpo, $"{name}.{nameof(response.LowerBound)}", response.LowerBound,
                "left out unless ConstraintHandling is Rcpo");
            failures.Require(response.DiscountFactor is null
                || CriticStructureOrDefault != ReinforcementRanking.CriticStructure.Joint, $"{name}.{nameof(response.DiscountFactor)}", response.DiscountFactor,
                "left out with CriticStructure Joint, whose one discount is the main response's");
            failures.Require(response.Weight == 1
                || ConstraintHandling != ConstraintHandling.Pareto, $"{name}.{nameof(response.Weight)}", response.Weight,
                "1 with ConstraintHandling Pareto, which finds the weights itself");
        }

        private void CheckCombinations(OptionFailures failures)
        {
            var (isPareto, isRcpo) = (ConstraintHandling == ConstraintHandling.Pareto, ConstraintHandling == ConstraintHandling.Rcpo);
            var responses = Responses?.Where(response => response is not null).ToArray() ?? [];
            failures.Require(!isPareto || MainWeight == 1, nameof(MainWeight), MainWeight, "1 with ConstraintHandling Pareto, which finds the weights itself");
            failures.Require(
                !isPareto || CriticStructure != ReinforcementRanking.CriticStructure.Joint,
                nameof(CriticStructure), CriticStructure, "PerResponse with ConstraintHandling Pareto, which needs a gradient per response");
            failures.Require(!isRcpo || MainWeight > 0, nameof(MainWeight), MainWeight, "above 0 with ConstraintHandling Rcpo");
            failures.Require(
                MainWeight != 0 || responses.Any(response => response.Weight > 0),
                nameof(MainWeight), MainWeight, "above 0 where no response has a Weight above 0");
            failures.Require(
                !isRcpo || responses.Length == 0 || responses.Any(response => response.LowerBound is not null),
                nameof(Responses), "without one", "bounded by a LowerBound, at least one of them, with ConstraintHandling Rcpo");
            failures.Require(Algorithm != ActorCriticAlgorithm.Awac || Temperature > 0, nameof(Temperature), Temperature, "above 0 with Algorithm Awac");
            failures.Require(
                Algorithm != ActorCriticAlgorithm.Sac || CriticStructureOrDefault != ReinforcementRanking.CriticStructure.PerResponse,
                nameof(Algorithm), Algorithm, "another one where each response has its critic, since the entropy that Sac adds belongs to the sum");
            failures.Require(
                Algorithm != ActorCriticAlgorithm.Ddpg || NumberOfCriticsOrDefault == 1,
                nameof(NumberOfCritics), NumberOfCritics, "1 with Algorithm Ddpg; Td3 has several");
            failures.Require(
                Algorithm is not (ActorCriticAlgorithm.Td3 or ActorCriticAlgorithm.Td3PlusBC) || NumberOfCriticsOrDefault >= 2,
                nameof(NumberOfCritics), NumberOfCritics, "at least 2 with twin critics; Ddpg has one");
            failures.RequireDefaults(
                this, ConstraintHandling is ConstraintHandling.WeightedSum or ConstraintHandling.Pareto,
                "unless ConstraintHandling is Rcpo, which alone has multipliers",
                nameof(MultiplierLearningRate));
            failures.RequireDefaults(
                this, Responses is { Count: 0 }, "without Responses, since there is one objective only", nameof(ConstraintHandling), nameof(CriticStructure));
        }

        internal override string? PartWithZeros(bool isCatalog) => !isCatalog
            ? ContinuousPart
            : ConstraintHandling == ConstraintHandling.Pareto ? "ConstraintHandling.Pareto" : base.PartWithZeros(isCatalog);

        internal override void CheckFor(bool isCatalog, OptionFailures failures)
        {
            base.CheckFor(isCatalog, failures);
            var algorithm = AlgorithmFor(isCatalog);
            var (kind, algorithms) = isCatalog ? ("a key", "A2C, Awac or Sac") : ("a vector", "Ddpg, Td3 or Td3PlusBC");
            failures.Require(algorithm is not null, nameof(Algorithm), Algorithm, $"{algorithms} where the action column '{ActionColumnName}' is {kind}");
            var estimatesBounds = ConstraintHandling == ConstraintHandling.Rcpo && CriticStructureOrDefault == ReinforcementRanking.CriticStructure.Joint;
            failures.RequireDefaults(
                this, algorithm is not (ActorCriticAlgorithm.A2C or ActorCriticAlgorithm.Awac) && !estimatesBounds,
                $"with Algorithm {algorithm}, which weighs no rows unless Rcpo has a joint critic", nameof(MaximumImportanceWeight));
            failures.RequireDefaults(this, !isCatalog, "with continuous actions", nameof(Temperature));
            failures.RequireDefaults(this, algorithm != ActorCriticAlgorithm.Td3PlusBC, "unless Algorithm is Td3PlusBC", nameof(CloningStrength));
        }
    }
}
