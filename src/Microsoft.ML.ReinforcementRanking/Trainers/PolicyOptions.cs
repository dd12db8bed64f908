using Microsoft.ML.SearchSpace;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Options that all trainers of policies share.</summary>
public abstract class PolicyOptions : ActionOptions
{
    private protected PolicyOptions()
    {
    }

    /// <summary>Learning rate of policy networks, above 0; in TSCAC's exact form that is the cloned behavior policy alone. Default 1e-3.</summary>
    [Range(1e-4, 1e-2, 1e-3, true)]
    public double PolicyLearningRate { get; set; } = 1e-3;

    internal override void Check(OptionFailures failures)
    {
        base.Check(failures);
        failures.RequirePositive(PolicyLearningRate, nameof(PolicyLearningRate));
    }
}
