using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;
using Microsoft.ML.Trainers.ReinforcementRanking.Trainers;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Rmtl;

/// <summary>
/// Fits one backbone with one seed. The tasks are trained once, and the critics once for each discount. Every variant then fine-tunes a copy of the same
/// network with the same rows in the same order, the same number of epochs, a new optimizer, and the same choice of the epoch. Only the weights differ.
/// </summary>
internal sealed class StudyFit
{
    private readonly RmtlRankingTrainer.Options _options;
    private readonly TrainingRun _run;
    private readonly TrainingRun _fineTuningRun;
    private readonly MultiTaskFit _fit;
    private readonly TaskNetwork _tasks;

    /// <param name="options">The options of the trainer.</param>
    /// <param name="run">The run in which the validation rows are held out.</param>
    /// <param name="fineTuning">The run of fine-tuning: the same run, or one that holds nothing out and therefore uses every epoch.</param>
    public StudyFit(RmtlRankingTrainer.Options options, TrainingRun run, TrainingRun fineTuning)
    {
        _options = options;
        _run = run;
        _fineTuningRun = fineTuning;
        _fit = new(options, run);
        _tasks = Train(run, _fit.AddTasks).Network;
    }

    public TaskNetwork Pretrained => _tasks;

    /// <summary>Trains critics with another discount than that of the options. All other options are the same.</summary>
    public TrainedTaskCritics TrainCritics(double discount) => Obtain(With(discount));

    /// <summary>Uses the critics of another fitted network.</summary>
    public TrainedTaskCritics Adopt(CriticSet critics) => Obtain(With(discount: null, critics));

    public Variant Control() => new("control", () => _fit.NewWeightedLearner(_tasks, weights: null));

    public Variant Weighted(string name, TrainedTaskCritics critics, LossWeighting weighting, double strength, bool normalize = true)
        => new(name, () => _fit.NewWeightedLearner(_tasks, NewWeights(critics, weighting, strength, normalize).Weigh));

    /// <summary>
    /// Creates a variant in which the values of the critics are shuffled among the rows of a batch. The distribution of the weights is the same, without
    /// the information of the critics.
    /// </summary>
    public Variant Shuffled(TrainedTaskCritics critics, double strength)
    {
        var weights = NewWeights(critics, LossWeighting.Full, strength, normalize: true);
        return new("shuffled Q", () => _fit.NewWeightedLearner(_tasks, (batch, predictions, targets) =>
            weights.Weigh(batch, predictions, targets).index_select(0, randperm(batch.RowCount, device: predictions.device))));
    }

    /// <summary>
    /// Creates a variant without critics: the weight is 1 + λ H(p), the predicted entropy of the row, which is the value at a discount of 0.
    /// </summary>
    public Variant Entropy(double strength) => new("entropy", () => _fit.NewWeightedLearner(_tasks, (_, predictions, _) =>
    {
        using var noGrad = no_grad();
        var safe = predictions.clamp(TaskLosses.SmallestProbability, 1 - TaskLosses.SmallestProbability);
        var weights = 1 - strength * (safe * safe.log() + (1 - safe) * (1 - safe).log());
        return weights / weights.mean([0], keepdim: true);
    }));

    /// <summary>Fine-tunes the network.</summary>
    public TaskNetwork FineTune(Variant variant)
        => Train(_fineTuningRun, plan => MultiTaskFit.AddFineTuning(plan, variant.NewLearner, _options.NumberOfFineTuningEpochs)).Network;

    /// <summary>Computes the selection metric on the held-out rows.</summary>
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
        EmbeddingPriorStrength = _options.EmbeddingPriorStrength,
        Backbone = _options.Backbone,
        DiscountFactor = discount,
        PretrainedCritics = critics,
        BatchSize = _options.BatchSize,
        Seed = _options.Seed,
    };
}
