using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Trains a two-stage constrained actor-critic (TSCAC), which chooses actions so that the main response is maximized while the auxiliary responses stay
/// good. Stage one learns one policy per auxiliary response, each with its own critic. Stage two maximizes the main response and stays close in KL
/// divergence to all of these policies.
/// </summary>
/// <remarks>
/// <para>Input columns: features (known-size vector of Single), action (text, integer, key, or known-size vector of Single for a continuous action), label and
/// auxiliary responses (numbers or Booleans), session (key, integer or text), optionally propensity and weight (Single) and action features.</para>
/// <para>Output columns: <c>Score</c>, <c>Probability</c>, <c>ResponseValues</c> and, for continuous actions, <c>PredictedAction</c>.</para>
/// <para>The method is from Cai et al., "Two-Stage Constrained Actor-Critic for Short Video Recommendation", WWW 2023. docs/tscac.md describes the
/// differences from the authors' code, and docs/equations-tscac.md lists the equations (1) to (19).</para>
/// </remarks>
public sealed partial class TscacRankingTrainer : ReinforcementRankingTrainerBase<TscacRankingTrainer.Options>
{
    internal TscacRankingTrainer(IHostEnvironment env, Options options)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(TscacRankingTrainer)), options, TrainerUtils.MakeR4ScalarColumn(options.LabelColumnName))
    {
    }

    internal override TrainingPlan Plan(TrainingRun run)
        => run.Training.Data.Actions is null ? new ContinuousTscac(Settings, run).Plan() : new CategoricalTscac(Settings, run).Plan();

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
