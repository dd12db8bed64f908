using Microsoft.ML.Trainers.ReinforcementRanking.Files;
using Microsoft.ML.Trainers.ReinforcementRanking.Onnx;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Predicts several tasks of a row. Score is the weighted sum of their outputs: probabilities, and numbers in the unit of their columns.</summary>
internal sealed class TaskHead : ModelHead
{
    internal const byte KindNumber = 3;

    /// <param name="tasks">The tasks, at least one.</param>
    /// <param name="categories">The fields that the network embeds.</param>
    /// <param name="network">The network, which has one output for each task.</param>
    /// <param name="critics">The critics, or null for a model without critics.</param>
    public TaskHead(IReadOnlyList<TaskOutput> tasks, IReadOnlyList<CategoryInput> categories, PlannedNetwork network, TaskCriticNetwork? critics)
    {
        Tasks = tasks;
        Categories = categories;
        Network = network;
        TaskCritics = critics;
        Sources = [(0, TaskValue.Score), .. tasks.SelectMany((task, index) => ValuesOf(task).Select(value => (index, value)))];
        Columns = [new(OutputColumn.Score, null), .. Sources.Skip(1).Select(source => NewColumn(tasks[source.Task], source.Value))];
    }

    public IReadOnlyList<TaskOutput> Tasks { get; }

    public PlannedNetwork Network { get; }

    public TaskCriticNetwork? TaskCritics { get; }

    /// <summary>Gets the task and the kind of value of each column except the first.</summary>
    public IReadOnlyList<(int Task, TaskValue Value)> Sources { get; }

    public override int StateWidth => Network.Plan.InputWidth;

    public override ActionInput? Action => null;

    public override IReadOnlyList<CategoryInput> Categories { get; }

    public override IReadOnlyList<OutputColumn> Columns { get; }

    public override CriticSet Critics => new(TaskCritics?.Critics ?? [], TaskCritics);

    protected override byte Kind => KindNumber;

    public override HeadEvaluator CreateEvaluator() => new TaskEvaluator(this);

    public override HeadGraph CreateGraph(OnnxGraph graph, HeadVariables inputs) => new TaskGraph(this, graph, inputs);

    // *** Binary format ***
    // int: tasks; per task: see TaskOutput
    // fields: see CategoryInput; network
    // bool: has critics; critics: see TaskCriticNetwork
    protected override void WriteCore(BinaryWriter writer)
    {
        writer.Write(Tasks.Count);
        foreach (var task in Tasks)
            task.Write(writer);
        CategoryInput.Write(writer, Categories);
        PlanFormat.Write(writer, Network);
        writer.Write(TaskCritics is not null);
        TaskCritics?.Write(writer);
    }

    protected override double BoundColumns()
    {
        var network = ValueBounds.Of(Network);
        var scores = Tasks.Select(task => Math.Abs(task.Mean) + Math.Abs(task.Deviation) * network + 1).ToArray();
        return Math.Max(scores.Max(), Tasks.Zip(scores, (task, score) => Math.Abs(task.ScoreWeight) * score).Sum());
    }

    internal static TaskHead ReadCore(ModelReader reader)
    {
        var tasks = reader.ReadList("tasks", TaskOutput.Smallest, _ => TaskOutput.Read(reader), minimum: 1);
        var (categories, network) = (CategoryInput.Read(reader), PlanFormat.Read(reader));
        HeadCheck.RequireNetwork(network, "network of the tasks", inputs: null, tasks.Length, categories);
        var critics = reader.ReadBoolean() ? TaskCriticNetwork.Read(reader) : null;
        if (critics is not null)
        {
            HeadCheck.RequireCount(critics.Critics.Count, "critics", tasks.Length, "tasks");
            HeadCheck.RequireNetwork(critics.Network, "network of the critics", critics.FeatureWidth + (long)tasks.Length, tasks.Length, critics.Categories);
        }
        return new(tasks, categories, network, critics);
    }

    private static IEnumerable<TaskValue> ValuesOf(TaskOutput task)
        => task.IsBinary ? [TaskValue.Score, TaskValue.Probability, TaskValue.PredictedLabel] : [TaskValue.Score];

    private static OutputColumn NewColumn(TaskOutput task, TaskValue value) => value switch
    {
        TaskValue.Probability => new(task.ProbabilityColumn, null),
        TaskValue.PredictedLabel => new(task.PredictedLabelColumn, null, IsBoolean: true),
        _ => new(task.ScoreColumn, null),
    };
}
