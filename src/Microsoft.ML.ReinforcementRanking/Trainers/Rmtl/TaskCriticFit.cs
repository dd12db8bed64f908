using System.Globalization;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using TorchSharp;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>Trains the critics of all tasks against a trained network, or takes those of another model; either way they must say something.</summary>
internal sealed class TaskCriticFit(RmtlRankingTrainer.Options options, TrainingRun run, MultiTaskFit fit)
{
    private const int CriticStream = 2;

    /// <summary>Below this share of their mean, differences between values are rounding.</summary>
    private const double SmallestSpread = 1e-6;

    private LogRows? NormalizeOn => options.NormalizeWeights ? run.Training : null;

    public TrainedTaskCritics Obtain(TaskNetwork actor)
    {
        var trained = options.PretrainedCritics is { } pretrained ? Adopt(pretrained) : Train(actor);
        RequireSpread(actor, trained);
        if (run.HeldOut is { } heldOut)
            WarnOfWeakCritics(CriticFit.Of(heldOut, actor, trained.Critics, trained.Descriptions[0].DiscountFactor));
        return trained;
    }

    private TrainedTaskCritics Train(TaskNetwork actor)
    {
        var returns = CriticFit.Returns(run.Training, actor, actor.PredictAll(run.Training), options.DiscountFactor);
        var plan = fit.Plans.Critics(fit.Tasks.Count, options.CriticBottomUnits, options.CriticTowerUnits, options.UseSeparateCritics);
        var critics = new TaskCritics(NewModule(plan), [.. returns.Select(Size)], run.Device);
        var learning = new TaskCriticLearning(run.Training, options.DiscountFactor, options.CriticLearningRate, options.WeightDecay, options.TargetUpdateRate, options.ActionNoise);
        run.Stage("critics", new TaskCriticLearner(learning, actor, critics, NewModule(plan)), options.NumberOfCriticEpochs, new() { Stream = CriticStream });
        var fits = CriticFit.Of(run.Training, actor, critics, options.DiscountFactor);
        return new(critics, [.. fits.Select(Describe)], fit.Fields, NormalizeOn);
    }

    private TrainedTaskCritics Adopt(CriticSet pretrained)
    {
        var adopted = CriticTransfer.Adapt(run.Host, pretrained, [.. fit.Tasks.Select(task => task.Name)], fit.Plans.FeatureWidth, fit.Fields);
        var module = run.Own(NewModule(adopted.Network.Plan));
        module.LoadWeights(adopted.Network.Weights);
        module.eval();
        return new(new(module, adopted.Scales, run.Device), adopted.Critics, adopted.Categories, NormalizeOn);
    }

    private PlannedModule NewModule(NetworkPlan plan)
    {
        var module = new PlannedModule(plan, options.DropoutRate);
        module.to(run.Device);
        return module;
    }

    private ResponseCritic Describe(CriticFit critic) => new(critic.Task, options.DiscountFactor, critic.MeanReturn, critic.ReturnDeviation, AdvantageDeviation: double.NaN);

    /// <summary>Root of the weighted mean square of the returns on the training rows: it gives the tasks equal parts in the critics' loss, however rare their labels are.</summary>
    private double Size(double[] returns)
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
                $"The critic of task '{critic.Task}' gives every training row the same value (standard deviation {critic.ValueDeviation:G3}), so all weights would be equal. Give the state features that vary, train the critics longer or with another Seed, or use the MultiTask trainer, which this would be."));
        }
    }

    private void WarnOfWeakCritics(IEnumerable<CriticFit> critics)
    {
        foreach (var critic in critics.Where(critic => !(critic.Explained > 0 && critic.Correlation > 0)))
        {
            run.Warn("critics", string.Create(CultureInfo.InvariantCulture,
                $"The critic of task '{critic.Task}' does not predict the returns of held-out sessions (R² {critic.Explained:G3}, correlation {critic.Correlation:G3}): its weights say little about rows it has not seen. Give the state features that tell what is left of a session, lower the discount factor, or compare with the MultiTask trainer at equal epochs."));
        }
    }
}
