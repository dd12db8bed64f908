using Microsoft.ML.SearchSpace;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Options that all multi-task trainers share.</summary>
public abstract class MultiTaskOptions : ReinforcementRankingOptions
{
    private protected MultiTaskOptions()
    {
    }

    /// <summary>
    /// The categorical fields of the state, which are columns of keys, or of vectors of keys whose embeddings are averaged. A missing key (a value that the
    /// key mapping did not see) is the unknown value, which has an embedding of its own. The default is an empty list.
    /// </summary>
    public IReadOnlyList<string> CategoricalColumnNames { get; set; } = [];

    /// <summary>The tasks, at least one. Their order matters to some backbones. The default is an empty list, which is an error.</summary>
    public IReadOnlyList<TaskColumn> Tasks { get; set; } = [];

    /// <summary>The network that the tasks share. The default is <see cref="MmoeBackbone"/>.</summary>
    public MultiTaskBackbone Backbone { get; set; } = new MmoeBackbone();

    /// <summary>The dimension of every embedding, at least 1. The default is 16.</summary>
    [Range(4, 128, 16, true)]
    public int EmbeddingDimension { get; set; } = 16;

    /// <summary>
    /// The number of rows that the embedding of unknown values counts for in the embedding of a value, at least 0. A value that n training rows have is
    /// embedded as n / (n + strength) of a vector of its own, and for the rest as unknown values are. Values with few rows are therefore learned slowly, and
    /// share what they have in common with new ones. With 0, each value has a vector of its own alone, which overfits ids. The default is 300.
    /// </summary>
    [Range(1.0, 3000.0, 300.0, true)]
    public double EmbeddingPriorStrength { get; set; } = 300;

    /// <summary>The largest number of epochs of plain training, at least 1. The default is 20.</summary>
    public int NumberOfEpochs { get; set; } = 20;

    /// <summary>The learning rate of plain training, above 0. The default is 1e-3.</summary>
    [Range(1e-4, 1e-2, 1e-3, true)]
    public double LearningRate { get; set; } = 1e-3;

    /// <summary>The learning rate of fine-tuning, above 0. If it is null, which is the default, it is a tenth of <see cref="LearningRate"/>.</summary>
    [Range(1e-5, 1e-2, true)]
    public double? FineTuningLearningRate { get; set; }

    /// <summary>
    /// The metric that compares epochs on held-out sessions. In fine-tuning an epoch is kept only if it is better than the network that fine-tuning starts
    /// from. The default is <see cref="TaskSelectionMetric.LogLoss"/>.
    /// </summary>
    public TaskSelectionMetric SelectionMetric { get; set; }

    internal double FineTuningRate => FineTuningLearningRate ?? LearningRate / 10;

    internal override SessionColumns Columns => new()
    {
        Features = FeatureColumnName,
        Categories = CategoricalColumnNames,
        Group = RowGroupColumnName,
        Responses = [.. Tasks.Select(task => task.ColumnName)],
        ResponseRole = ColumnRole.Task,
        BinaryResponses = [.. Tasks.Where(task => task.Kind == TaskKind.Binary).Select(task => task.ColumnName)],
        Weight = ExampleWeightColumnName,
    };

    private protected override void CopyParts()
    {
        base.CopyParts();
        CategoricalColumnNames = OptionCopy.Of(CategoricalColumnNames);
        Tasks = OptionCopy.Of(Tasks, task => task.Copy());
        Backbone = Backbone?.Copy()!;
    }

    internal override void Check(OptionFailures failures)
    {
        base.Check(failures);
        failures.RequireAtLeast(EmbeddingDimension, 1, nameof(EmbeddingDimension), OptionFailures.LargestWidth);
        failures.RequireAtLeastZero(EmbeddingPriorStrength, nameof(EmbeddingPriorStrength));
        failures.RequireAtLeast(NumberOfEpochs, 1, nameof(NumberOfEpochs));
        failures.RequireLearningRate(LearningRate, nameof(LearningRate));
        if (FineTuningLearningRate is { } rate)
            failures.RequireLearningRate(rate, nameof(FineTuningLearningRate));
        failures.Require(Enum.IsDefined(SelectionMetric), nameof(SelectionMetric), SelectionMetric, "LogLoss, SessionLogLoss or AreaUnderRocCurve");
        failures.RequireDefaults(
            this, CategoricalColumnNames is { Count: 0 }, "without CategoricalColumnNames, since only they are embedded", nameof(EmbeddingDimension),
            nameof(EmbeddingPriorStrength));
        CheckCategories(failures);
        CheckTasks(failures);
        CheckBackbone(failures);
    }

    private void CheckCategories(OptionFailures failures)
    {
        var names = CategoricalColumnNames?.ToArray();
        failures.Require(names is not null && Array.TrueForAll(names, name => !string.IsNullOrWhiteSpace(name)) && names.Distinct().Count() == names.Length,
            nameof(CategoricalColumnNames), names is null ? null : string.Join(", ", names), "distinct column names");
    }

    private void CheckTasks(OptionFailures failures)
    {
        if (Tasks is null || Tasks.Count == 0 || Tasks.Any(task => task is null))
        {
            failures.Require(false, nameof(Tasks), Tasks is null ? null : Tasks.Count == 0 ? "empty"
                : "a list with a null element", "at least one task, none of them null");
            return;
        }
        foreach (var task in Tasks)
        {
            var name = $"{nameof(Tasks)}['{task.ColumnName}']";
            failures.RequireName(task.ColumnName, name);
            failures.RequirePositive(task.LossWeight, $"{name}.{nameof(TaskColumn.LossWeight)}");
            failures.RequireFinite(task.ScoreWeight, $"{name}.{nameof(TaskColumn.ScoreWeight)}");
            failures.Require(Enum.IsDefined(task.Kind), $"{name}.{nameof(TaskColumn.Kind)}", task.Kind, "Auto, Binary or Regression");
        }
        failures.RequireDistinct(Tasks.Select(task => task.ColumnName), nameof(Tasks));
    }

    private void CheckBackbone(OptionFailures failures)
    {
        failures.Require(Backbone is not null, nameof(Backbone), null, "a backbone");
        foreach (var (option, values, minimum) in Backbone?.AllSizes ?? [])
        {
            failures.Require(values is not null && values.All(value => value >= minimum), $"{nameof(Backbone)}.{option}",
                values is null ? null : string.Join(", ", values), $"at least {minimum}");
            foreach (var value in values ?? [])
                failures.RequireAtMost(value, OptionFailures.LargestWidth, $"{nameof(Backbone)}.{option}");
        }
        failures.RequireAtLeastZero(Backbone?.OrderPenalty ?? 0, $"{nameof(Backbone)}.{nameof(AitmBackbone.CalibrationStrength)}");
    }
}
