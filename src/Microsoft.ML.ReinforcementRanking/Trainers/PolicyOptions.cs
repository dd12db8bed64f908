using Microsoft.ML.SearchSpace;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Options that all trainers of policies share.</summary>
public abstract class PolicyOptions : ActionOptions
{
    private protected PolicyOptions()
    {
    }

    /// <summary>
    /// The learning rate of the policy networks, above 0. In the exact form of TSCAC it applies to the cloned behavior policy alone. The default is 1e-3.
    /// </summary>
    [Range(1e-4, 1e-2, 1e-3, true)]
    public double PolicyLearningRate { get; set; } = 1e-3;

    internal override void Check(OptionFailures failures)
    {
        base.Check(failures);
        failures.RequireLearningRate(PolicyLearningRate, nameof(PolicyLearningRate));
    }
}
