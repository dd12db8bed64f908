using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>Represents modules that are trained batch by batch: it makes gradient steps, and measures the result on held-out rows.</summary>
internal abstract class Learner : IDisposable
{
    private AdamWOptimizer? _optimizer;
    private IReadOnlyList<SparseLinear>? _sparse;
    private (double LearningRate, double WeightDecay) _rates;
    private double? _maximumGradientNorm;

    /// <summary>Gets the modules of this learner and of its parts.</summary>
    public IEnumerable<NetworkModule> AllModules => Modules.Concat(Parts.SelectMany(part => part.AllModules));

    /// <summary>Gets the modules that are trained. A stage keeps their weights of the best epoch.</summary>
    protected abstract IReadOnlyList<NetworkModule> Modules { get; }

    /// <summary>Gets the learners that this one consists of, which have modules of their own.</summary>
    protected virtual IReadOnlyList<Learner> Parts => [];

    /// <summary>Trains on one batch, inside the stage's dispose scope.</summary>
    public abstract StepLosses Step(TransitionBatch batch);

    /// <summary>Measures the current weights on held-out rows.</summary>
    public abstract Assessment Assess(LogRows heldOut);

    /// <summary>Returns, after an epoch and from its mean loss, whether more epochs would change nothing.</summary>
    public virtual bool HasConverged(double loss) => false;

    /// <summary>Sets the norm above which the gradient of a step is shortened to it, or null for none.</summary>
    public void LimitGradients(double? maximumNorm)
    {
        _maximumGradientNorm = maximumNorm;
        foreach (var part in Parts)
            part.LimitGradients(maximumNorm);
    }

    /// <summary>Returns the largest magnitude of a weight, which is infinite or NaN if some weight is.</summary>
    public double LargestWeight() => AllModules.Select(module => module.LargestWeight()).Aggregate(0.0, Math.Max);

    /// <summary>Returns the sum of the squares of all weights.</summary>
    public double SumOfSquares() => AllModules.Sum(module => module.SumOfSquares());

    public void SetTraining(bool training)
    {
        foreach (var module in AllModules)
            module.SetTraining(training);
    }

    /// <summary>Returns the weights of all modules.</summary>
    /// <param name="outdated">The result of an earlier call that is not needed any more, whose large arrays are used again, or null.</param>
    public float[][][] Capture(float[][][]? outdated = null)
        => [.. AllModules.Select((module, index) => module.CopyWeights(outdated?[index]))];

    public void Restore(float[][][] weights)
    {
        foreach (var (module, values) in AllModules.Zip(weights))
            module.LoadWeights(values);
    }

    /// <summary>Visits everything that training changes.</summary>
    public void Visit(StateArchive archive)
    {
        foreach (var module in Modules)
            archive.Visit(module, _rates.LearningRate, _rates.WeightDecay);
        _optimizer?.Visit(archive);
        VisitOwn(archive);
        foreach (var part in Parts)
            part.Visit(archive);
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Visits what training changes besides the modules, their optimizer, and the parts.</summary>
    protected virtual void VisitOwn(StateArchive archive)
    {
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

    /// <summary>Creates the AdamW optimizer that <see cref="Descend"/> uses. A learner that consists of others only needs none.</summary>
    protected void Optimize(IEnumerable<Parameter> parameters, double learningRate, double weightDecay)
        => (_optimizer, _rates) = (new(parameters, learningRate, weightDecay), (learningRate, weightDecay));

    /// <summary>Makes one gradient step, and returns the loss.</summary>
    protected double Descend(Tensor loss)
    {
        _sparse ??= [.. Modules.SelectMany(SparseLinear.Of)];
        foreach (var matrix in _sparse)
            matrix.BeginStep();
        var value = _optimizer!.Descend(loss, _maximumGradientNorm, _sparse);
        foreach (var matrix in _sparse)
            matrix.Descend(_rates.LearningRate, _rates.WeightDecay);
        return value;
    }
}

/// <summary>Contains the loss of one gradient step and further values to report. A stage reports means over an epoch.</summary>
/// <param name="Name">The name of the loss.</param>
/// <param name="Loss">The loss that the step minimizes.</param>
/// <param name="Details">Further values by name.</param>
internal sealed record StepLosses(string Name, double Loss, params IReadOnlyList<(string Name, double Value)> Details)
{
    public IEnumerable<(string Name, double Value)> Values => Details.Prepend((Name, Loss));
}
