using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Trains a policy by behavior cloning. It learns which action the logging policy takes in a state, as a calibrated probability over the catalog or, for
/// continuous actions, as a Gaussian density. Use it as a baseline, and to estimate propensities that were not logged.
/// </summary>
/// <remarks>
/// <para>Input columns: features (known-size vector of Single), action (text, integer, key, or known-size vector of Single), optionally session, weight
/// and action features.</para>
/// <para>Output columns: <c>Score</c>, <c>Probability</c> and, for continuous actions, <c>PredictedAction</c>.</para>
/// <para>The trainer minimizes the cross-entropy of the logged action (docs/equations-tscac.md (20)). Temperature scaling follows (Guo et al., "On
/// Calibration of Modern Neural Networks", ICML 2017) where held-out sessions show a larger difference than chance would.</para>
/// </remarks>
public sealed partial class BehaviorCloningTrainer : ReinforcementRankingTrainerBase<BehaviorCloningTrainer.Options>
{
    internal BehaviorCloningTrainer(IHostEnvironment env, Options options)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(BehaviorCloningTrainer)), options, label: default)
    {
    }

    internal override TrainingPlan Plan(TrainingRun run) => CloningFit.Plan(Settings, run, Settings.NumberOfEpochs, "behavior policy");

    /// <summary>Score, Probability and, for continuous actions, PredictedAction.</summary>
    protected override SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema)
        => PolicySchema.OutputColumns(inputSchema, Settings.Columns, hasCritics: false);
}
