using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;

/// <summary>Trains the tasks' network; what it descends is the derived class's equation.</summary>
internal abstract class TaskLearner : Learner
{
    private readonly TaskLearning _learning;
    private readonly AdamWOptimizer _optimizer;

    protected TaskLearner(TaskNetwork network, TaskLearning learning, double learningRate)
    {
        Network = network;
        _learning = learning;
        _optimizer = new(network.Module.parameters(), learningRate, learning.WeightDecay);
    }

    public TaskNetwork Network { get; }

    protected override IReadOnlyList<nn.Module> Modules => [Network.Module];

    public override StepLosses Step(TransitionBatch batch)
    {
        List<(string, double)> report = [];
        var loss = Loss(batch, Network.Targets(batch, _learning.Training), report);
        report.Insert(0, ("loss", _optimizer.Descend(loss)));
        return new(report);
    }

    public override Assessment Assess(LogRows heldOut) => TaskAssessment.Of(Network, heldOut, _learning.SelectionMetric);

    /// <param name="batch">The rows.</param>
    /// <param name="targets">[rows, tasks].</param>
    /// <param name="report">Takes named values of the step beside the loss.</param>
    protected abstract Tensor Loss(TransitionBatch batch, Tensor targets, List<(string Name, double Value)> report);

    protected override void Dispose(bool disposing)
    {
        _optimizer.Dispose();
        base.Dispose(disposing);
    }
}
