using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Trains one network that predicts several binary and regression tasks of a row (click, conversion, watch time) over a shared backbone.
/// </summary>
/// <remarks>
/// <para>Input columns: features (known-size vector of Single, dense or sparse), tasks (Boolean or Single), optionally categorical fields (keys, vectors of
/// keys), session (key, integer or text) and weight (Single).</para>
/// <para>Output columns: <c>Score</c>, the weighted sum of the tasks' outputs; per binary task <c>{Task}.Score</c> (logit), <c>{Task}.Probability</c> and
/// <c>{Task}.PredictedLabel</c>; per regression task <c>{Task}.Score</c>, in the column's unit.</para>
/// <para>The backbones are the classes that derive from <see cref="MultiTaskBackbone"/>. <see cref="RmtlRankingTrainer"/> trains the same network with
/// critics over sessions.</para>
/// </remarks>
public sealed partial class MultiTaskRankingTrainer : ReinforcementRankingTrainerBase<MultiTaskRankingTrainer.Options>
{
    internal MultiTaskRankingTrainer(IHostEnvironment env, Options options)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(MultiTaskRankingTrainer)), options, label: default)
    {
    }

    internal override void CheckData(SessionDataset data)
    {
        data.RequireVaryingResponses(Host, Settings.Columns);
        MultiTaskFit.CheckTasks(Host, Settings, data);
    }

    internal override TrainingPlan Plan(TrainingRun run)
    {
        var fit = new MultiTaskFit(Settings, run);
        var plan = new TrainingPlan();
        var tasks = fit.AddTasks(plan);
        if (Settings.NumberOfFineTuningEpochs == 0)
            return plan.EndWith(() => fit.BuildHead(tasks.Learner.Network, critics: null));
        var fineTuning = MultiTaskFit.AddFineTuning(plan, () => fit.NewWeightedLearner(tasks.Learner.Network, weights: null),
            Settings.NumberOfFineTuningEpochs);
        return plan.EndWith(() => fit.BuildHead(fineTuning.Learner.Network, critics: null));
    }

    /// <summary>Score, and the columns of each task.</summary>
    protected override SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema) => TaskSchema.OutputColumns(inputSchema, Settings.Tasks);
}
