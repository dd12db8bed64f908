using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;

/// <summary>
/// Represents the critics of all tasks. A critic estimates the expected discounted sum of a task's rewards over the rest of the session from the state
/// and the task's own prediction. The network's values are in units of a scale per task, so that one learning rate suits short and long sessions.
/// </summary>
internal sealed class TaskCritics
{
    public TaskCritics(PlannedModule module, IReadOnlyList<double> scales, Device device)
    {
        Module = module;
        Scales = scales;
        ScaleRow = tensor(scales.Select(scale => (float)scale).ToArray(), device: device).unsqueeze(0);
    }

    public PlannedModule Module { get; }

    /// <summary>Gets the scale of each task.</summary>
    public IReadOnlyList<double> Scales { get; }

    /// <summary>Gets the scales as a tensor of shape [1, tasks].</summary>
    public Tensor ScaleRow { get; }

    /// <summary>Computes Q of each row and task, in the unit of the rewards. The shape is [rows, tasks].</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="predictions">The predictions, of shape [rows, tasks].</param>
    public Tensor Values(TransitionBatch batch, Tensor predictions) => Evaluate(Module, batch, predictions) * ScaleRow;

    /// <summary>Computes values in units of the scales. The shape is [rows, tasks].</summary>
    public static Tensor Evaluate(PlannedModule module, TransitionBatch batch, Tensor predictions)
        => module.Evaluate(batch.States, batch.Categories(), predictions);

    /// <summary>Computes, for each task, the values of all rows of the log under given predictions.</summary>
    public Column<float>[] ValuesOfAll(LogRows log, IReadOnlyList<Column<float>> predictions)
        => RowTable.Of(log, Module, predictions.Count, batch => Values(batch, stack(predictions.Select(batch.Column), 1)));
}
