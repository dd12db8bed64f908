using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;

/// <summary>Represents the network that predicts all tasks, which is the actor of RMTL's session process.</summary>
internal sealed class TaskNetwork
{
    private readonly Column<float>[] _standardized;
    private readonly LogRows _standardizedLog;
    private readonly double _dropout;

    public TaskNetwork(NetworkPlan plan, double dropout, IReadOnlyList<TaskTarget> tasks, LogRows training, Device device)
    {
        Tasks = tasks;
        Device = device;
        _dropout = dropout;
        Module = new(plan, dropout, TransitionBatch.SparseWidth(training.Data.Features, device));
        Module.MoveTo(device);
        IsBinary = tensor(tasks.Select(task => task.IsBinary).ToArray(), device: device).unsqueeze(0);
        _standardizedLog = training;
        _standardized = Standardize(training);
    }

    public PlannedModule Module { get; }

    public IReadOnlyList<TaskTarget> Tasks { get; }

    public Device Device { get; }

    /// <summary>Gets whether each task is binary, as a tensor of shape [1, tasks].</summary>
    public Tensor IsBinary { get; }

    /// <summary>Creates another network with the same weights.</summary>
    public TaskNetwork Clone()
    {
        var clone = new TaskNetwork(Module.Plan, _dropout, Tasks, _standardizedLog, Device);
        clone.Module.LoadWeights(Module.CopyWeights());
        return clone;
    }

    /// <summary>Computes the logits of binary tasks and the standardized predictions of the others. The shape is [rows, tasks].</summary>
    public Tensor Outputs(TransitionBatch batch) => Module.Evaluate(batch.States, batch.Categories());

    /// <summary>Computes the probabilities of binary tasks and the standardized predictions of the others. The shape is [rows, tasks].</summary>
    public Tensor Predictions(Tensor outputs) => where(IsBinary, outputs.sigmoid(), outputs);

    /// <summary>Returns the labels of binary tasks and the standardized numbers of the others. The shape is [rows, tasks].</summary>
    public Tensor Targets(TransitionBatch batch, LogRows log)
        => stack((ReferenceEquals(log.Data, _standardizedLog.Data) ? _standardized : Standardize(log)).Select(batch.Column), 1);

    /// <summary>Computes, for each task, the predictions of all rows of the log.</summary>
    public Column<float>[] PredictAll(LogRows log) => RowTable.Of(log, Module, Tasks.Count, batch => Predictions(Outputs(batch)));

    private Column<float>[] Standardize(LogRows log)
        => [.. Tasks.Select((task, index) => task.Standardize(log.Data.Responses[index], log.Data.Store))];
}

/// <summary>Represents a task of a fit.</summary>
/// <param name="Name">The name of its column.</param>
/// <param name="IsBinary">Whether the labels are 0 and 1 and a probability is predicted. Otherwise a standardized number is predicted.</param>
/// <param name="Mean">The mean of the column on the training rows, 0 for a binary task.</param>
/// <param name="Deviation">The standard deviation of the column on the training rows, 1 for a binary task.</param>
/// <param name="LossWeight">The factor of the task's loss.</param>
internal sealed record TaskTarget(string Name, bool IsBinary, double Mean, double Deviation, double LossWeight)
{
    /// <summary>Returns the column in the unit of the network's predictions.</summary>
    public Column<float> Standardize(Column<float> column, ColumnStore store)
        => IsBinary ? column : column.Map(value => (float)((value - Mean) / Deviation), store);
}
