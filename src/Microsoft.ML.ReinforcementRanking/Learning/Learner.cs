using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>Something that improves by batches: the modules it trains, one step, and how good it is on rows it has not seen.</summary>
internal abstract class Learner : IDisposable
{
    private AdamWOptimizer? _optimizer;

    /// <summary>What a step trains; a stage keeps the weights of the best epoch.</summary>
    protected abstract IReadOnlyList<nn.Module> Modules { get; }

    /// <summary>Learners that this one is made of, with modules of their own.</summary>
    protected virtual IReadOnlyList<Learner> Parts => [];

    private IEnumerable<nn.Module> AllModules => Modules.Concat(Parts.SelectMany(part => part.AllModules));

    /// <summary>Trains on one batch, inside the stage's dispose scope.</summary>
    public abstract StepLosses Step(TransitionBatch batch);

    /// <summary>Judges the current weights on held-out rows.</summary>
    public abstract Assessment Assess(LogRows heldOut);

    /// <summary>Whether more epochs would change nothing, judged after an epoch by its mean loss.</summary>
    public virtual bool HasConverged(double loss) => false;

    public void SetTraining(bool training)
    {
        foreach (var module in AllModules)
            module.train(training);
    }

    public float[][][] Capture() => [.. AllModules.Select(module => module.CopyWeights())];

    public void Restore(float[][][] weights)
    {
        foreach (var (module, values) in AllModules.Zip(weights))
            module.LoadWeights(values);
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _optimizer?.Dispose();
            foreach (var module in Modules)
                module.Dispose();
            foreach (var part in Parts)
                part.Dispose();
        }
    }

    /// <summary>Names what <see cref="Descend"/> trains, by AdamW; a learner that is made of others only needs no optimizer.</summary>
    protected void Optimize(IEnumerable<Parameter> parameters, double learningRate, double weightDecay)
        => _optimizer = new(parameters, learningRate, weightDecay);

    /// <summary>One step of gradient descent; returns the loss.</summary>
    protected double Descend(Tensor loss) => _optimizer!.Descend(loss);
}

/// <summary>The loss of one step and what else is reported of it; a stage reports means over an epoch.</summary>
/// <param name="Name">Of the loss.</param>
/// <param name="Loss">What the step descends.</param>
/// <param name="Details">Further values by name.</param>
internal sealed record StepLosses(string Name, double Loss, params IReadOnlyList<(string Name, double Value)> Details)
{
    public IEnumerable<(string Name, double Value)> Values => Details.Prepend((Name, Loss));
}
