using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Trains multi-task ranking by reinforcement learning (RMTL). It trains a multi-task network, learns one critic per task that predicts the loss of the
/// rest of a session, and fine-tunes the network with rows weighted by the values of their critics.
/// </summary>
/// <remarks>
/// <para>Input and output columns are those of <see cref="MultiTaskRankingTrainer"/>. The model keeps its critics
/// (<see cref="NeuralRankingModelParameters.Critics"/>), so that another fit can use them.</para>
/// <para>The method is from Liu et al., "Multi-Task Recommendations with Reinforcement Learning", WWW 2023. docs/rmtl.md describes when the method is worth
/// its cost, and the differences from the authors' code.</para>
/// </remarks>
public sealed partial class RmtlRankingTrainer : ReinforcementRankingTrainerBase<RmtlRankingTrainer.Options>
{
    internal RmtlRankingTrainer(IHostEnvironment env, Options options)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(RmtlRankingTrainer)), options, label: default)
    {
    }

    internal override void CheckData(SessionDataset data)
    {
        data.RequireVaryingResponses(Host, Settings.Columns);
        MultiTaskFit.CheckTasks(Host, Settings, data);
        var regression = Settings.Tasks.Where((task, index) => !MultiTaskFit.IsBinary(task, data.AreResponsesBoolean[index])).ToArray();
        if (Settings.Weighting == LossWeighting.LabelTimesValue && regression.Length > 0)
            throw Host.ExceptUserArg(nameof(Options.Weighting),
                $"must not be LabelTimesValue with the regression task '{regression[0].ColumnName}': only a binary label is a weight. Take Full.");
        if (Settings.PretrainedCritics is null && Settings.Discount > 0)
            data.RequireTransitions(Host, Settings.Columns);
    }

    internal override TrainingPlan Plan(TrainingRun run)
    {
        var fit = new MultiTaskFit(Settings, run);
        var plan = new TrainingPlan();
        var tasks = fit.AddTasks(plan);
        var critics = new TaskCriticFit(Settings, run, fit).Add(plan, () => tasks.Learner.Network);
        var fineTuning = MultiTaskFit.AddFineTuning(plan, NewLearner, Settings.NumberOfFineTuningEpochs);
        return plan.EndWith(() => fit.BuildHead(fineTuning.Learner.Network, critics().ToNetwork(fit.Tasks)));

        TaskLearner NewLearner()
        {
            var network = tasks.Learner.Network;
            return Settings.FineTuning == FineTuningObjective.WeightedLoss
                ? fit.NewWeightedLearner(network, run.Own(critics().NewWeights(network, Settings.Weighting, Settings.WeightStrength)).Weigh)
                : new CriticGradientLearner(network.Clone(), fit.Learning, Settings.FineTuningRate, critics().Critics, Settings.AnchorStrength);
        }
    }

    /// <summary>Score, and the columns of each task.</summary>
    protected override SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema) => TaskSchema.OutputColumns(inputSchema, Settings.Tasks);
}
