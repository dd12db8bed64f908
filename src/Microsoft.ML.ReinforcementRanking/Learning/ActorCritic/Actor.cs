using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.ActorCritic;

/// <summary>A policy that climbs critics: its loss is the equation of the algorithm.</summary>
internal abstract class Actor : IDisposable
{
    /// <summary>What a stage keeps of it.</summary>
    public abstract nn.Module Module { get; }

    /// <summary>What a step trains.</summary>
    public abstract IEnumerable<Parameter> Parameters { get; }

    /// <summary>Critics' steps per step of the policy.</summary>
    public virtual int Delay => 1;

    /// <summary>One loss per objective; several are reconciled by their gradients.</summary>
    public abstract IReadOnlyList<Tensor> Losses(TransitionBatch batch);

    /// <summary>Moves the lagged policy that the critics' targets follow.</summary>
    public abstract void Follow();

    /// <summary>Frees what is not <see cref="Module"/>, which belongs to the learner.</summary>
    public abstract void Dispose();
}
