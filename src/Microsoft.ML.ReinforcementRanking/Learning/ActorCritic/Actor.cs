using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.ActorCritic;

/// <summary>Represents a policy that is trained on critics. Its loss is the equation of the algorithm.</summary>
internal abstract class Actor : IDisposable
{
    /// <summary>Gets the module whose weights a training stage saves and restores.</summary>
    public abstract NetworkModule Module { get; }

    /// <summary>Gets the parameters that a gradient step trains.</summary>
    public abstract IEnumerable<Parameter> Parameters { get; }

    /// <summary>Gets the number of gradient steps of the critics per gradient step of the policy.</summary>
    public virtual int Delay => 1;

    /// <summary>Computes one loss per objective. If there are several, their gradients are combined.</summary>
    public abstract IReadOnlyList<Tensor> Losses(TransitionBatch batch);

    /// <summary>Updates the lagged policy from which the critics' targets are computed.</summary>
    public abstract void UpdateLagged();

    /// <summary>Releases everything except <see cref="Module"/>, which belongs to the learner.</summary>
    /// <summary>Visits what training changes besides the module and its optimizer.</summary>
    public abstract void Visit(StateArchive archive);

    public abstract void Dispose();
}
