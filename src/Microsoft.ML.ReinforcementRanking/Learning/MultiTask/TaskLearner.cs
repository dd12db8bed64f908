using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;

/// <summary>Trains the tasks' network; what it descends is the derived class's equation.</summary>
internal abstract class TaskLearner : Learner
{
    private readonly TaskLearning _learning;

    protected TaskLearner(TaskNetwork network, TaskLearning learning, double learningRate)
    {
        Network = network;
        _learning = learning;
        Optimize(network.Module.parameters(), learningRate, learning.WeightDecay);
    }

    public TaskNetwork Network { get; }

    protected override IReadOnlyList<nn.Module> Modules => [Network.Module];

    public override StepLosses Step(TransitionBatch batch)
    {
        List<(string, double)> report = [];
        var loss = Loss(batch, Network.Targets(batch, _learning.Training), report);
        return new("loss", Descend(loss), report);
    }

    public override Assessment Assess(LogRows heldOut) => TaskAssessment.Of(Network, heldOut, _learning.SelectionMetric);

    /// <param name="batch">The rows.</param>
    /// <param name="targets">[rows, tasks].</param>
    /// <param name="report">Takes named values of the step beside the loss.</param>
    protected abstract Tensor Loss(TransitionBatch batch, Tensor targets, List<(string Name, double Value)> report);
}

/// <summary>What every training of the tasks' network shares.</summary>
/// <param name="Training">The training rows.</param>
/// <param name="WeightDecay">Of AdamW.</param>
/// <param name="OrderPenalty">Strength of the penalty on a binary task that is more probable than the binary task before it; 0 for none.</param>
/// <param name="SelectionMetric">What compares epochs.</param>
internal sealed record TaskLearning(LogRows Training, double WeightDecay, double OrderPenalty, TaskSelectionMetric SelectionMetric);
