using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;

/// <summary>Trains the tasks' network. The derived class defines the loss.</summary>
internal abstract class TaskLearner : Learner
{
    private readonly TaskLearning _learning;

    protected TaskLearner(TaskNetwork network, TaskLearning learning, double learningRate)
    {
        Network = network;
        _learning = learning;
        Optimize(network.Module.AllParameters(), learningRate, learning.WeightDecay);
    }

    public TaskNetwork Network { get; }

    protected override IReadOnlyList<NetworkModule> Modules => [Network.Module];

    public override StepLosses Step(TransitionBatch batch)
    {
        List<(string, double)> report = [];
        var loss = Loss(batch, Network.Targets(batch, _learning.Training), report);
        return new("loss", Descend(loss), report);
    }

    public override Assessment Assess(LogRows heldOut) => TaskAssessment.Of(Network, heldOut, _learning.SelectionMetric);

    /// <param name="batch">The rows.</param>
    /// <param name="targets">The targets, of shape [rows, tasks].</param>
    /// <param name="report">The list to which named values of the step are added beside the loss.</param>
    protected abstract Tensor Loss(TransitionBatch batch, Tensor targets, List<(string Name, double Value)> report);
}

/// <summary>Contains the options that all ways to train the tasks' network share.</summary>
/// <param name="Training">The training rows.</param>
/// <param name="WeightDecay">The weight decay of AdamW.</param>
/// <param name="OrderPenalty">The strength of the penalty on a binary task that is more probable than the binary task before it, or 0 for no penalty.</param>
/// <param name="SelectionMetric">The metric that compares epochs.</param>
internal sealed record TaskLearning(LogRows Training, double WeightDecay, double OrderPenalty, TaskSelectionMetric SelectionMetric);
