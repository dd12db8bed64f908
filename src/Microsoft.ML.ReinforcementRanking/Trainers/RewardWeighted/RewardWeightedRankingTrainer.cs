using System.Globalization;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Predicts the action from the state with every row weighted by its reward, over Wide&amp;Deep or DeepFM: the supervised baselines of TSCAC. The policy
/// prefers actions that were rewarded in the log, <c>π(a|s) ∝ π_β(a|s) E[r|s, a]</c>. It has neither critics nor constraints (docs/equations-tscac.md (29)).
/// </summary>
/// <remarks>
/// <para>Input columns: features (known-size vector of Single), action (text, integer, key, or known-size vector of Single), label and further responses
/// (numbers or Booleans), optionally session, weight and action features.</para>
/// <para>Output columns: <c>Score</c>, <c>Probability</c> and, for continuous actions, <c>PredictedAction</c>.</para>
/// <para>The method is one step of reward-weighted regression (Peters and Schaal, "Reinforcement Learning by Reward-Weighted Regression for Operational
/// Space Control", ICML 2007), <c>max Σ r log π(a|s)</c>, with the rewards as they are. A negative reward counts as 0, and a warning says so.
/// docs/reward-weighted.md describes the differences from the authors' code.</para>
/// </remarks>
public sealed partial class RewardWeightedRankingTrainer : ReinforcementRankingTrainerBase<RewardWeightedRankingTrainer.Options>
{
    internal RewardWeightedRankingTrainer(IHostEnvironment env, Options options)
        : base(Contracts.CheckRef(env, nameof(env))
            .Register(nameof(RewardWeightedRankingTrainer)), options, TrainerUtils.MakeR4ScalarColumn(options.LabelColumnName))
    {
    }

    internal override TrainingPlan Plan(TrainingRun run) => CloningFit.Plan(Settings, run, Settings.NumberOfEpochs, "policy");

    /// <summary>The reward of a row multiplies the log-likelihood of the same row (docs/equations-tscac.md (29), (B5)).</summary>
    internal override SessionDataset Weigh(SessionDataset data)
    {
        var rewards = Settings.Reward.Of(data);
        var negative = rewards.Count(reward => reward < 0);
        if (negative > 0)
        {
            using var channel = Host.Start("reward");
            channel.Warning(FoldScope.Describe(string.Create(CultureInfo.InvariantCulture, $"The reward, {Describe()}, is below 0 in {negative} of "
                + $"{rewards.Length} rows, which then count nothing. Add a constant to a response if they should.")));
        }
        for (var row = 0; row < rewards.Length; row++)
            rewards[row] = Math.Max(rewards[row], 0) * (data.Weights?[row] ?? 1);
        return data with { Weights = rewards };
    }

    internal override string DescribeNoWeight(int rowCount)
    {
        var weight = Settings.ExampleWeightColumnName is { } column ? $", times the weight column '{column}'," : ",";
        return $"The reward, {Describe()}{weight} is above 0 in none of the {rowCount} rows for training, or in none of those held out, so that no action is "
            + $"better than another. " +
            "Name responses that are above 0 in some rows of both, add a constant to them, or lower the weights of those to minimize.";
    }

    /// <summary>A number or Boolean.</summary>
    protected override void CheckLabelCompatible(SchemaShape.Column labelCol) => PolicySchema.CheckLabel(Host, labelCol);

    /// <summary>Score, Probability and, for continuous actions, PredictedAction.</summary>
    protected override SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema)
        => PolicySchema.OutputColumns(inputSchema, Settings.Columns, hasCritics: false);

    private string Describe()
        => string.Create(CultureInfo.InvariantCulture, $"{Settings.MainWeight} × '{Settings.LabelColumnName}'")
        + string.Concat(Settings.Responses.Select(response =>
        string.Create(CultureInfo.InvariantCulture, $" {(response.Minimize ? "−" : "+")} {response.Weight} × '{response.ColumnName}'")));
}
