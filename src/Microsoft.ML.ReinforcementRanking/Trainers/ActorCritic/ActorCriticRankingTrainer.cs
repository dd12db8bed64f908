using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Trains actor-critics over the actions of sessions, the baselines of TSCAC: on a weighted sum of responses, with multipliers for lower bounds (RCPO), or
/// along common directions of descent (Pareto), with one critic or one critic per response.
/// </summary>
/// <remarks>
/// <para>Input and output columns are those of <see cref="TscacRankingTrainer"/>; with <see cref="CriticStructure.Joint"/> and several responses,
/// <c>ResponseValues</c> has the one slot <c>WeightedSum</c>.</para>
/// <para>docs/actor-critic.md describes which options make which baseline, and the differences from the authors' code.</para>
/// </remarks>
public sealed partial class ActorCriticRankingTrainer : ReinforcementRankingTrainerBase<ActorCriticRankingTrainer.Options>
{
    internal ActorCriticRankingTrainer(IHostEnvironment env, Options options)
        : base(Contracts.CheckRef(env, nameof(env))
            .Register(nameof(ActorCriticRankingTrainer)), options, TrainerUtils.MakeR4ScalarColumn(options.LabelColumnName))
    {
    }

    internal override TrainingPlan Plan(TrainingRun run)
        => run.Training.Data.Actions is null ? new ContinuousActorCritic(Settings, run).Plan() : new CategoricalActorCritic(Settings, run).Plan();

    internal override void CheckData(SessionDataset data)
    {
        data.RequireVaryingResponses(Host, Settings.Columns);
        if (Settings.HasDiscount)
            data.RequireTransitions(Host, Settings.Columns);
    }

    /// <summary>A number or Boolean.</summary>
    protected override void CheckLabelCompatible(SchemaShape.Column labelCol) => PolicySchema.CheckLabel(Host, labelCol);

    /// <summary>Score, Probability, ResponseValues and, for continuous actions, PredictedAction.</summary>
    protected override SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema)
        => PolicySchema.OutputColumns(inputSchema, Settings.Columns, hasCritics: true);
}
