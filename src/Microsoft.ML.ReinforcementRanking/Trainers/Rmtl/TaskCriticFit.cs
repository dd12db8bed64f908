using System.Globalization;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>
/// Trains the critics of all tasks against a trained network, or uses those of another model. In both cases it checks that their values vary.
/// </summary>
internal sealed class TaskCriticFit(RmtlRankingTrainer.Options options, TrainingRun run, MultiTaskFit fit)
{
    private const int CriticStream = 2;

    /// <summary>The share of the mean of the values below which differences between them are rounding errors.</summary>
    private const double SmallestSpread = 1e-6;

    private LogRows? NormalizeOn => options.NormalizeWeights ? run.Training : null;

    /// <summary>Plans the stage of the critics. Critics of another model have no stage.</summary>
    /// <param name="plan">The plan of the fit, in which the tasks come first.</param>
    /// <param name="actor">The network whose predictions the critics value, once it is trained.</param>
    /// <returns>A function that returns the critics after their stage. It creates and checks them at the first call.</returns>
    public Func<TrainedTaskCritics> Add(TrainingPlan plan, Func<TaskNetwork> actor)
    {
        if (options.PretrainedCritics is { } pretrained)
            return Once(() => Checked(actor(), Adopt(pretrained)));
        var stage = plan.Add("critics", options.NumberOfCriticEpochs, () => NewLearner(actor()), start: new() { Stream = CriticStream });
        return Once(() => Checked(actor(), Describe(actor(), stage.Learner.Critics)));
    }

    private static Func<TrainedTaskCritics> Once(Func<TrainedTaskCritics> make)
    {
        var critics = new Lazy<TrainedTaskCritics>(make);
        return () => critics.Value;
    }

    private TaskCriticLearner NewLearner(TaskNetwork actor)
    {
        var returns = CriticFit.Returns(run.Training, actor, actor.PredictAll(run.Training), options.Discount);
        var plan = fit.Plans.Critics(fit.Tasks.Count, options.CriticBottomUnits, options.CriticTowerUnits, options.UseSeparateCritics);
        var critics = new TaskCritics(NewModule(plan), [.. returns.Select(Size)], run.Device);
        var learning = new TaskCriticLearning(run.Training, options.Discount, options.CriticLearningRate, options.WeightDecay, options.TargetUpdateRate,
            options.ActionNoise);
        return new(learning, actor, critics, NewModule(plan));
    }

    private TrainedTaskCritics Describe(TaskNetwork actor, TaskCritics critics)
        => new(critics, [.. CriticFit.Of(run.Training, actor, critics, options.Discount).Select(Describe)], fit.Fields, NormalizeOn);

    private TrainedTaskCritics Checked(TaskNetwork actor, TrainedTaskCritics trained)
    {
        RequireSpread(actor, trained);
        var discount = trained.Descriptions[0].DiscountFactor;
        if (run.HeldOut is { } heldOut)
            WarnOfWeakCritics(CriticFit.Of(heldOut, actor, trained.Critics, discount), discount);
        return trained;
    }

    private TrainedTaskCritics Adopt(CriticSet pretrained)
    {
        var adopted = CriticTransfer.Adapt(run.Host, pretrained, fit.Tasks, fit.Plans.FeatureWidth, fit.Fields);
        var module = run.Own(NewModule(adopted.Network.Plan));
        module.Load(adopted.Network);
        module.SetTraining(false);
        return new(new(module, adopted.Scales, run.Device), adopted.Critics, adopted.Categories, NormalizeOn);
    }

    private PlannedModule NewModule(NetworkPlan plan)
    {
        var module = new PlannedModule(plan, options.DropoutRate, TransitionBatch.SparseWidth(run.Training.Data.Features, run.Device));
        module.MoveTo(run.Device);
        return module;
    }

    private ResponseCritic Describe(CriticFit critic)
        => new(critic.Task, options.Discount, critic.MeanReturn, critic.ReturnDeviation, advantageDeviation: double.NaN);

    /// <summary>
    /// Returns the root of the weighted mean square of the returns on the training rows. It gives the tasks equal parts in the critics' loss, however rare
    /// their labels are.
    /// </summary>
    private double Size(Column<double> returns)
    {
        var rows = run.Training.Rows;
        return Math.Max(Math.Sqrt(rows.Sum(row => run.Training.WeightOf(row) * returns[row] * returns[row]) / rows.Sum(run.Training.WeightOf)), 1e-6);
    }

    private void RequireSpread(TaskNetwork actor, TrainedTaskCritics trained)
    {
        foreach (var critic in CriticFit.Of(run.Training, actor, trained.Critics, trained.Descriptions[0].DiscountFactor))
        {
            if (critic.ValueDeviation > SmallestSpread * Math.Max(1, Math.Abs(critic.MeanReturn)))
                continue;
            throw run.Host.Except(string.Create(CultureInfo.InvariantCulture,
                $"The critic of task '{critic.Task}' gives every training row the same value (standard deviation {critic.ValueDeviation:G3}), so all weights "
                    + $"would be equal. Give the state features that vary, train the critics longer or with another Seed, or use the MultiTask trainer, which "
                    + $"this would be."));
        }
    }

    private void WarnOfWeakCritics(IEnumerable<CriticFit> critics, double discount)
    {
        foreach (var critic in critics.Where(critic => !(critic.Explained > 0 && critic.Correlation > 0)))
        {
            var remedy = discount > 0
                ? "Give the state features that tell what is left of a session, lower the discount factor,"
                : "Give the state features that tell which rows are hard to predict,";
            run.Warn("critics", string.Create(CultureInfo.InvariantCulture,
                $"The critic of task '{critic.Task}' does not predict the returns of held-out sessions (R² {critic.Explained:G3}, correlation "
                    + $"{critic.Correlation:G3}): its weights say little about rows it has not seen. {remedy} or compare with the MultiTask trainer at equal "
                    + $"epochs."));
        }
    }
}

/// <summary>Represents critics that are no longer trained, and their descriptions.</summary>
/// <param name="Critics">The critics, in the order of the fit's tasks.</param>
/// <param name="Descriptions">The description of the critic of each task.</param>
/// <param name="Fields">The categorical fields that the critics embed.</param>
/// <param name="NormalizeOn">The rows over which the weights have the mean 1, or null to leave the weights as they are.</param>
internal sealed record TrainedTaskCritics(TaskCritics Critics, IReadOnlyList<ResponseCritic> Descriptions, IReadOnlyList<CategoryInput> Fields,
    LogRows? NormalizeOn)
{
    public CriticWeights NewWeights(TaskNetwork actor, LossWeighting weighting, double strength)
        => new(Critics, weighting, strength, Descriptions[0].DiscountFactor, actor, NormalizeOn);

    public TaskCriticNetwork ToNetwork(IReadOnlyList<TaskTarget> tasks)
        => new(Descriptions, Critics.Scales, [.. tasks.Select(task => task.IsBinary)], Critics.Module.Plan.InputWidth - tasks.Count, Fields,
            Critics.Module.ToNetwork());
}
