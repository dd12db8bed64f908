using Microsoft.ML.SearchSpace;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

public sealed partial class RewardWeightedRankingTrainer
{
    /// <summary>Options of <see cref="RewardWeightedRankingTrainer"/>. All failures are reported in one message when the trainer is created.</summary>
    public sealed class Options : PolicyOptions
    {
        /// <summary>The column of the main response, which holds numbers or Booleans. The default is <c>"Label"</c>.</summary>
        public string LabelColumnName { get; set; } = "Label";

        /// <summary>
        /// The weight u_1 of one unit of the main response in the reward, at least 0. Use 0 to reward the other responses alone. The default is 1.
        /// </summary>
        [Range(0.1, 10.0, 1.0, true)]
        public double MainWeight { get; set; } = 1;

        /// <summary>
        /// Further responses and their weights u_i in the reward <c>u_1 r_1 + Σ u_i r_i</c>, in which the responses to minimize have a minus sign. A row is
        /// weighted by its own responses. The default is an empty list.
        /// </summary>
        public IReadOnlyList<RewardResponse> Responses { get; set; } = [];

        /// <summary>The network that computes the score of an action. The default is <see cref="WideAndDeepNetwork"/>.</summary>
        public PolicyNetwork Network { get; set; } = new WideAndDeepNetwork();

        /// <summary>The largest number of epochs, at least 1. The default is 20.</summary>
        public int NumberOfEpochs { get; set; } = 20;

        internal override PolicyNetwork? NetworkOrPlain => Network;

        internal override SessionColumns Columns => ActionColumns with
        {
            Responses = [LabelColumnName, .. Responses.Select(response => response.ColumnName)],
        };

        internal Reward Reward
            => new([(0, () => MainWeight),
            .. Responses.Select((response, index) => (index + 1, (Func<double>)(() => response.Minimize ? -response.Weight : response.Weight)))]);

        private protected override void CopyParts()
        {
            base.CopyParts();
            Responses = OptionCopy.Of(Responses, response => response.Copy());
            Network = Network?.Copy()!;
        }

        internal override void Check(OptionFailures failures)
        {
            base.Check(failures);
            failures.RequireName(LabelColumnName, nameof(LabelColumnName));
            failures.RequireAtLeastZero(MainWeight, nameof(MainWeight));
            failures.RequireAtLeast(NumberOfEpochs, 1, nameof(NumberOfEpochs));
            failures.RequireResponses(LabelColumnName, Responses, nameof(Responses), response => response.ColumnName,
                (response, name) => failures.RequireAtLeastZero(response.Weight, $"{name}.{nameof(response.Weight)}"));
            failures.Require(
                MainWeight != 0 || Responses?.Any(response => response is { Weight: > 0, Minimize: false }) == true,
                nameof(MainWeight), MainWeight, "above 0 where no response to maximize has a Weight above 0");
            failures.Require(Network is not null, nameof(Network), null, "a network");
            foreach (var (option, value) in Network?.Sizes ?? [])
                failures.RequireAtLeast(value, 1, $"{nameof(Network)}.{option}", OptionFailures.LargestWidth);
        }
    }
}
