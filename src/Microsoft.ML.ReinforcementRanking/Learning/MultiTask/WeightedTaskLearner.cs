using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;

/// <summary>Minimizes <c>(1/K) Σ_k w_k · mean[ω_k L_k]</c> (docs/equations-rmtl.md (4)). Without weights ω it is plain multi-task training.</summary>
internal sealed class WeightedTaskLearner : TaskLearner
{
    private readonly LossWeights? _weights;
    private readonly double _orderPenalty;
    private readonly Tensor _taskWeights;

    public WeightedTaskLearner(TaskNetwork network, TaskLearning learning, double learningRate, LossWeights? weights)
        : base(network, learning, learningRate)
    {
        _weights = weights;
        _orderPenalty = learning.OrderPenalty;
        _taskWeights = tensor(network.Tasks.Select(task => (float)task.LossWeight).ToArray(), device: network.Device);
    }

    protected override Tensor Loss(TransitionBatch batch, Tensor targets, List<(string Name, double Value)> report)
    {
        var outputs = Network.Outputs(batch);
        var losses = TaskLosses.PerRow(outputs, targets, Network.IsBinary);
        Report("loss", JointBatch.Sum(TaskLosses.MeanPerTask(losses, batch.Weights)), report);
        var weights = _weights?.Invoke(batch, Network.Predictions(outputs).detach(), targets);
        if (weights is not null)
            Report("weight spread", Spread(weights), report);
        var total = TaskLosses.Total(losses, weights, _taskWeights, batch.Weights);
        return _orderPenalty == 0 ? total : total.Plus(OrderViolation(outputs, batch.Weights).Times(_orderPenalty));
    }

    protected override void Dispose(bool disposing)
    {
        _taskWeights.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Computes the mean of <c>Σ max(0, p_k − p_{k−1})</c> over successive binary tasks.</summary>
    private Tensor OrderViolation(Tensor outputs, Tensor? rowWeights)
    {
        var probabilities = outputs.sigmoid();
        var columns = Network.Tasks.Index().Where(task => task.Item.IsBinary).Select(task => probabilities.select(1, task.Index)).ToArray();
        var excess = columns.Zip(columns.Skip(1), (before, after) => nn.functional.relu(after - before));
        return excess.Aggregate(zeros(1, device: outputs.device), (sum, term) => sum.Plus(Losses.Mean(term, rowWeights))).squeeze(0);
    }

    /// <summary>Computes the standard deviation over the rows. The shape is [tasks].</summary>
    private static Tensor Spread(Tensor weights)
    {
        var means = JointBatch.Sum(TaskLosses.MeanPerTask(weights, null));
        return JointBatch.Sum(TaskLosses.MeanPerTask((weights - means).Squared(), null)).sqrt();
    }

    private void Report(string name, Tensor perTask, List<(string Name, double Value)> report)
    {
        var values = perTask.detach().cpu().data<float>().ToArray();
        report.AddRange(Network.Tasks.Zip(values, (task, value) => ($"{task.Name} {name}", (double)value)));
    }
}

/// <summary>Computes ω of each row and task without gradient. The shape is [rows, tasks].</summary>
/// <param name="batch">The rows.</param>
/// <param name="predictions">The network's current predictions without gradient, of shape [rows, tasks].</param>
/// <param name="targets">The labels and the standardized numbers, of shape [rows, tasks].</param>
internal delegate Tensor LossWeights(TransitionBatch batch, Tensor predictions, Tensor targets);
