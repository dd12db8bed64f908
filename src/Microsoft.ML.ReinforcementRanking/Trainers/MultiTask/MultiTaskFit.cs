using System.Globalization;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>Represents the common part of all multi-task fits, which is the tasks, their network, its plain training and its fine-tuning.</summary>
internal sealed class MultiTaskFit
{
    // Each stage draws from its own stream, so that stages between two others change neither.
    private const int TaskStream = 1, FineTuningStream = 3;

    private readonly MultiTaskOptions _options;
    private readonly TrainingRun _run;
    private readonly TaskTarget[] _tasks;
    private readonly TaskLearning _learning;

    public MultiTaskFit(MultiTaskOptions options, TrainingRun run)
    {
        _options = options;
        _run = run;
        var data = run.Training.Data;
        // Rows of weight 0 teach nothing about the values that they have.
        var rows = run.Training.Rows.Where(row => run.Training.WeightOf(row) > 0);
        Plans = new(data.Features.Width, [.. data.Categories.Select(category => category.Count)], options.EmbeddingDimension)
        {
            OwnShares = options.EmbeddingPriorStrength == 0
                ? null
                : [.. data.Categories.Select(category => category.SharesOfValues(rows, options.EmbeddingPriorStrength))],
        };
        _tasks = [.. options.Tasks.Select((task, index) => NewTarget(task, index))];
        _learning = new(run.Training, options.WeightDecay, options.Backbone.OrderPenalty, options.SelectionMetric);
    }

    public TaskPlans Plans { get; }

    public IReadOnlyList<TaskTarget> Tasks => _tasks;

    public TaskLearning Learning => _learning;

    /// <summary>The categorical fields of the state, with their names.</summary>
    public IReadOnlyList<CategoryInput> Fields => [.. _options.CategoricalColumnNames.Zip(Plans.FieldSizes, (name, size) => new CategoryInput(name, size))];

    public static bool IsBinary(TaskColumn task, bool isBooleanColumn) => task.Kind == TaskKind.Binary || (task.Kind == TaskKind.Auto && isBooleanColumn);

    /// <summary>Checks the options that depend on the types of the task columns.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The options calibrate probabilities against each other, but no two neighboring tasks have probabilities.
    /// </exception>
    public static void CheckTasks(IHost host, MultiTaskOptions options, SessionDataset data)
    {
        bool[] areBinary = [.. options.Tasks.Zip(data.AreResponsesBoolean, IsBinary)];
        if (options.Backbone.OrderPenalty > 0 && !areBinary.Zip(areBinary.Skip(1)).Any(pair => pair is (true, true)))
        {
            throw host.ExceptUserArg(nameof(options), string.Create(CultureInfo.InvariantCulture,
                $"{nameof(options.Backbone)}.{nameof(AitmBackbone.CalibrationStrength)} must be left at its default (0) where no two neighboring tasks are "
                    + $"binary, but was {options.Backbone.OrderPenalty}."));
        }
    }

    /// <summary>Plans plain multi-task training of a fresh network.</summary>
    public PlannedStage<WeightedTaskLearner> AddTasks(TrainingPlan plan) => plan.Add(
        "tasks",
        _options.NumberOfEpochs,
        () => new WeightedTaskLearner(NewNetwork(), _learning, _options.LearningRate, weights: null),
        start: new() { Stream = TaskStream });

    /// <summary>Returns a learner that continues with a copy of a trained network.</summary>
    public WeightedTaskLearner NewWeightedLearner(TaskNetwork trained, LossWeights? weights)
        => new(trained.Clone(), _learning, _options.FineTuningRate, weights);

    /// <summary>Plans further training. A trained network replaces the network that the learner starts with only if it is better.</summary>
    public static PlannedStage<TaskLearner> AddFineTuning(TrainingPlan plan, Func<TaskLearner> create, int maximumEpochs)
        => plan.Add("fine-tuning", maximumEpochs, create, start: new() { IsTrained = true, Stream = FineTuningStream });

    public TaskHead BuildHead(TaskNetwork network, TaskCriticNetwork? critics)
    {
        var outputs = _tasks.Zip(_options.Tasks, (task, column) => new TaskOutput(task.Name, task.IsBinary, task.Mean, task.Deviation, column.ScoreWeight));
        return new([.. outputs], Fields, network.Module.ToNetwork(), critics);
    }

    private TaskNetwork NewNetwork()
        => new(Plans.Tasks(_options.Backbone, [.. _tasks.Select(task => task.IsBinary)]), _options.DropoutRate, _tasks, _run.Training, _run.Device);

    private TaskTarget NewTarget(TaskColumn task, int index)
    {
        var data = _run.Training.Data;
        if (IsBinary(task, data.AreResponsesBoolean[index]))
            return new(task.ColumnName, IsBinary: true, Mean: 0, Deviation: 1, task.LossWeight);
        var scale = ReturnScale.Of(_run.Training, data.Responses[index], discount: 0);
        return new(task.ColumnName, IsBinary: false, scale.Mean, scale.Deviation, task.LossWeight);
    }
}
