using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>Something that improves by batches: the modules it trains, one step, and how good it is on rows it has not seen.</summary>
internal abstract class Learner : IDisposable
{
    /// <summary>What a step trains; a stage keeps the weights of the best epoch.</summary>
    protected abstract IReadOnlyList<nn.Module> Modules { get; }

    /// <summary>Learners that this one is made of, with modules of their own.</summary>
    protected virtual IReadOnlyList<Learner> Parts => [];

    private IEnumerable<nn.Module> AllModules => Modules.Concat(Parts.SelectMany(part => part.AllModules));

    /// <summary>Trains on one batch, inside the stage's dispose scope.</summary>
    public abstract StepLosses Step(TransitionBatch batch);

    /// <summary>Judges the current weights on held-out rows.</summary>
    public abstract Assessment Assess(LogRows heldOut);

    /// <summary>Whether more epochs would change nothing, judged after an epoch by its mean losses.</summary>
    public virtual bool HasConverged(IReadOnlyDictionary<string, double> losses) => false;

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
            foreach (var module in Modules)
                module.Dispose();
            foreach (var part in Parts)
                part.Dispose();
        }
    }
}
