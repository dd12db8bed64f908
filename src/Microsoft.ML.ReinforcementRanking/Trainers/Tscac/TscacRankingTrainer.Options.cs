using Microsoft.ML.SearchSpace;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

public sealed partial class TscacRankingTrainer
{
    /// <summary>Options of <see cref="TscacRankingTrainer"/>. All failures are reported in one message when the trainer is created.</summary>
    public sealed class Options : ResponsePolicyOptions
    {
        /// <summary>The auxiliary responses. The default is an empty list. The policy then stays close to the behavior policy instead.</summary>
        public IReadOnlyList<AuxiliaryResponse> AuxiliaryResponses { get; set; } = [];

        /// <summary>
        /// The common constraint strength λ, above 0, in units of the standard deviation of the main response's predicted advantage. A large value keeps
        /// the policy close to the policies of the auxiliary responses. A small value lets it follow the main response. The default is 1.
        /// </summary>
        [Range(0.1, 10.0, 1.0, true)]
        public double ConstraintStrength { get; set; } = 1;

        /// <summary>
        /// The temperature τ of the policies of the auxiliary responses, above 0. It says how close each of them stays to the behavior policy, in units of
        /// the standard deviation of that response's predicted advantage. Small values make these policies greedy. The default is 1.
        /// </summary>
        [Range(0.3, 10.0, 1.0, true)]
        public double StageOneTemperature { get; set; } = 1;

        /// <summary>
        /// The largest number of epochs of each training stage for the auxiliary responses and the behavior policy, at least 1. The default is 20.
        /// </summary>
        public int NumberOfStageOneEpochs { get; set; } = 20;

        /// <summary>The largest number of epochs of each training stage for the main response, at least 1. The default is 20.</summary>
        public int NumberOfStageTwoEpochs { get; set; } = 20;

        /// <summary>
        /// The number of independently initialized critics per response, at least 1. Over a catalog the value is their mean. For continuous actions the
        /// targets use the smallest of their values (twin critics). The default is 2.
        /// </summary>
        [Range(1, 4, 2)]
        public int NumberOfCritics { get; set; } = 2;

        /// <summary>
        /// The cap of the importance weights in training, at least 1. The default is 20. Only <see cref="PolicyImprovement.Sampled"/> weights rows, so the
        /// cap applies to it alone.
        /// </summary>
        [Range(2.0, 100.0, 20.0, true)]
        public double MaximumImportanceWeight { get; set; } = 20;

        /// <summary>
        /// The number of items of a page, K, at least 1. The weight of a logged action in the likelihood is multiplied by K (1 − π(a|s))^(K − 1), which is
        /// top-K off-policy correction (docs/equations-tscac.md (32)): an action that most pages have anyway earns no more probability. Only <see
        /// cref="PolicyImprovement.Sampled"/> has a likelihood. In the exact form the correction would not change the order of actions, so the best page
        /// stays the same. The default is 1, which means single actions and no correction.
        /// </summary>
        public int PageSize { get; set; } = 1;

        /// <summary>
        /// The weight of the squared distance (in standardized actions) between the policy's mean and the logged action, at least 0. It applies to
        /// continuous actions only. The default is 0, because the policies of the auxiliary responses are already close to the log.
        /// </summary>
        [Range(0.0, 1.0, 0.0)]
        public double CloningStrength { get; set; }

        /// <summary>
        /// How stage two computes the optimum over a catalog. Continuous actions have one form only. The default is <see cref="PolicyImprovement.Exact"/>.
        /// </summary>
        public PolicyImprovement PolicyImprovement { get; set; } = PolicyImprovement.Exact;

        /// <summary>
        /// The constraint strength λ of each policy that the main policy stays close to. There is one per auxiliary response, or one for the behavior
        /// policy.
        /// </summary>
        internal double[] StageTwoStrengths
            => AuxiliaryResponses.Count == 0 ? [ConstraintStrength]
                : [.. AuxiliaryResponses.Select(response => response.ConstraintStrength ?? ConstraintStrength)];

        private protected override IEnumerable<ResponseRole> OtherRoles => AuxiliaryResponses.Select((response, index) =>
            new ResponseRole(response.ColumnName, index + 1, response.Minimize ? -1 : 1, response.DiscountFactor ?? Discount));

        private bool HasOwnStrengths => AuxiliaryResponses is { Count: > 0 } && AuxiliaryResponses.All(response => response?.ConstraintStrength is not null);

        private protected override void CopyParts()
        {
            base.CopyParts();
            AuxiliaryResponses = OptionCopy.Of(AuxiliaryResponses, response => response.Copy());
        }

        internal override void Check(OptionFailures failures)
        {
            base.Check(failures);
            failures.RequirePositive(ConstraintStrength, nameof(ConstraintStrength));
            failures.RequirePositive(StageOneTemperature, nameof(StageOneTemperature));
            failures.RequireAtLeast(NumberOfStageOneEpochs, 1, nameof(NumberOfStageOneEpochs));
            failures.RequireAtLeast(NumberOfStageTwoEpochs, 1, nameof(NumberOfStageTwoEpochs));
            failures.RequireAtLeast(NumberOfCritics, 1, nameof(NumberOfCritics), LargestNumberOfCritics);
            failures.RequireWeightCap(MaximumImportanceWeight, nameof(MaximumImportanceWeight));
            failures.RequireAtLeast(PageSize, 1, nameof(PageSize));
            failures.RequireAtLeastZero(CloningStrength, nameof(CloningStrength));
            failures.Require(Enum.IsDefined(PolicyImprovement), nameof(PolicyImprovement), PolicyImprovement, "Exact or Sampled");
            failures.RequireResponses(LabelColumnName, AuxiliaryResponses, nameof(AuxiliaryResponses), response => response.ColumnName, (response, name) =>
            {
                CheckDiscount(response.DiscountFactor, $"{name}.{nameof(DiscountFactor)}", failures);
                if (response.ConstraintStrength is { } strength)
                    failures.RequirePositive(strength, $"{name}.{nameof(ConstraintStrength)}");
            });
            failures.RequireDefaults(this, PolicyImprovement == PolicyImprovement.Exact, "with PolicyImprovement Exact, which weighs no rows",
                nameof(MaximumImportanceWeight), nameof(PageSize));
            failures.RequireDefaults(
                this, PolicyImprovement == PolicyImprovement.Sampled && HasOwnStrengths, "where every auxiliary response has its own",
                nameof(ConstraintStrength));
            failures.RequireDefaults(
                this, AuxiliaryResponses is { Count: 0 }, "without AuxiliaryResponses, since only they have policies of their own",
                nameof(StageOneTemperature));
        }

        internal override string? PartWithZeros(bool isCatalog) => isCatalog ? base.PartWithZeros(isCatalog) : ContinuousPart;

        internal override void CheckFor(bool isCatalog, OptionFailures failures)
        {
            base.CheckFor(isCatalog, failures);
            failures.RequireDefaults(this, isCatalog, "over a catalog, where the closed form stays close to the log", nameof(CloningStrength));
            failures.RequireDefaults(this, !isCatalog, "with continuous actions, which have one form only", nameof(PolicyImprovement));
            failures.RequireDefaults(this, !isCatalog && HasOwnStrengths, "where every auxiliary response has its own", nameof(ConstraintStrength));
        }
    }
}
