using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;
using Microsoft.ML.Trainers.ReinforcementRanking.Trainers;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Rmtl;

/// <summary>
/// One backbone, one seed: the tasks are trained once and critics once per discount; every variant then fine-tunes a copy of the same network, with the same rows
/// in the same order, the same epochs, a fresh optimizer and the same choice of epoch. Only the weights differ.
/// </summary>
internal sealed class StudyFit
{
    private readonly RmtlRankingTrainer.Options _options;
    private readonly TrainingRun _run;
    private readonly TrainingRun _fineTuningRun;
    private readonly MultiTaskFit _fit;
    private readonly TaskNetwork _tasks;

    /// <param name="options">Of the trainer.</param>
    /// <param name="run">With the validation rows as held out.</param>
    /// <param name="fineTuning">The run of fine-tuning: the same, or one that holds nothing out and so takes every epoch.</param>
    public StudyFit(RmtlRankingTrainer.Options options, TrainingRun run, TrainingRun fineTuning)
    {
        _options = options;
        _run = run;
        _fineTuningRun = fineTuning;
        _fit = new(options, run);
        _tasks = Train(run, _fit.AddTasks).Network;
    }

    public TaskNetwork Pretrained => _tasks;

    /// <summary>Critics of another discount than the options' are trained with the same options otherwise.</summary>
    public TrainedTaskCritics TrainCritics(double discount) => Obtain(With(discount));

    /// <summary>Critics of another fitted network.</summary>
    public TrainedTaskCritics Adopt(CriticSet critics) => Obtain(With(discount: null, critics));

    public Variant Control() => new("control", () => _fit.NewWeightedLearner(_tasks, weights: null));

    public Variant Weighted(string name, TrainedTaskCritics critics, LossWeighting weighting, double strength, bool normalize = true)
        => new(name, () => _fit.NewWeightedLearner(_tasks, NewWeights(critics, weighting, strength, normalize).Weigh));

    /// <summary>The values of the critics, given to other rows of the batch: the same distribution of weights, without what they know.</summary>
    public Variant Shuffled(TrainedTaskCritics critics, double strength)
    {
        var weights = NewWeights(critics, LossWeighting.Full, strength, normalize: true);
        return new("shuffled Q", () => _fit.NewWeightedLearner(_tasks, (batch, predictions, targets) =>
            weights.Weigh(batch, predictions, targets).index_select(0, randperm(batch.RowCount, device: predictions.device))));
    }

    /// <summary>No critic: 1 + λ H(p), the predicted entropy of the row itself, which the value is at a discount of 0.</summary>
    public Variant Entropy(double strength) => new("entropy", () => _fit.NewWeightedLearner(_tasks, (_, predictions, _) =>
    {
        using var noGrad = no_grad();
        var safe = predictions.clamp(TaskLosses.SmallestProbability, 1 - TaskLosses.SmallestProbability);
        var weights = 1 - strength * (safe * safe.log() + (1 - safe) * (1 - safe).log());
        return weights / weights.mean([0], keepdim: true);
    }));

    /// <summary>The fine-tuned network.</summary>
    public TaskNetwork FineTune(Variant variant)
        => Train(_fineTuningRun, plan => MultiTaskFit.AddFineTuning(plan, variant.NewLearner, _options.NumberOfFineTuningEpochs)).Network;

    /// <summary>The selection metric on the held-out rows.</summary>
    public double Assess(TaskNetwork network) => TaskAssessment.Of(network, _run.HeldOut!, _options.SelectionMetric).Value!.Value;

    private TrainedTaskCritics Obtain(RmtlRankingTrainer.Options options)
    {
        var plan = new TrainingPlan();
        var critics = new TaskCriticFit(options, _run, _fit).Add(plan, () => _tasks);
        _run.Train(plan);
        return critics();
    }

    private static TLearner Train<TLearner>(TrainingRun run, Func<TrainingPlan, PlannedStage<TLearner>> add)
        where TLearner : Learner
    {
        var plan = new TrainingPlan();
        var stage = add(plan);
        run.Train(plan);
        return stage.Learner;
    }

    private CriticWeights NewWeights(TrainedTaskCritics critics, LossWeighting weighting, double strength, bool normalize)
        => _run.Own((critics with { NormalizeOn = normalize ? _run.Training : null }).NewWeights(_tasks, weighting, strength));

    private RmtlRankingTrainer.Options With(double? discount, CriticSet? critics = null) => new()
    {
        Tasks = _options.Tasks,
        CategoricalColumnNames = _options.CategoricalColumnNames,
        Backbone = _options.Backbone,
        DiscountFactor = discount,
        PretrainedCritics = critics,
        BatchSize = _options.BatchSize,
        Seed = _options.Seed,
    };
}
