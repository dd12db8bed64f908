using Microsoft.ML.Trainers.ReinforcementRanking.Networks;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>Represents learners that are trained together, on shared batches.</summary>
internal interface ILearnerGroup : IDisposable
{
    /// <summary>Gets the modules that a step evaluates.</summary>
    IEnumerable<NetworkModule> Modules { get; }

    /// <summary>Sets the norm above which the gradient of a learner is shortened to it, or null for none.</summary>
    void LimitGradients(double? maximumNorm);

    /// <summary>Trains all learners on one batch, and returns their losses in the order of the learners.</summary>
    IReadOnlyList<StepLosses> Step(TransitionBatch batch);

    /// <summary>Visits what training changes besides the learners.</summary>
    void Visit(StateArchive archive);

    /// <summary>Goes on with some of the learners, given by their numbers in the present order.</summary>
    void Keep(IReadOnlyList<int> learners);
}
