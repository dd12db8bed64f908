using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Options of <c>mlContext.Ranking.EstimatePropensities</c>. They are copied and checked on entry; one message names every failure.</summary>
public sealed class PropensityOptions
{
    /// <summary>A standard deviation of fewer values is off by a quarter and more.</summary>
    private const int FewestHalfSamples = 10;

    /// <summary>
    /// Columns and networks of the cloned behavior policy, with the session column (or that of larger groups of rows that depend on each other, such as users);
    /// a null there means that every row is a session. Default: the defaults of the trainer.
    /// </summary>
    public BehaviorCloningTrainer.Options BehaviorPolicy { get; set; } = new();

    /// <summary>Folds of sessions, at least 2: the propensities of a fold come from a policy that was fitted on the others. Default 5.</summary>
    public int NumberOfFolds { get; set; } = 5;

    /// <summary>
    /// 0, or at least 10: the half-samples for <see cref="OffPolicyOptions.PropensityHalfSamplesColumnName"/>, in a column
    /// <c>{OutputColumnName}.HalfSamples</c>. A width that is measured on n of them is off by about 1 / √(2 n), 16 % for 20. Default 0.
    /// </summary>
    public int NumberOfHalfSamples { get; set; }

    /// <summary>Name of the new column. Default <c>"Propensity"</c>.</summary>
    public string OutputColumnName { get; set; } = "Propensity";

    /// <summary>A copy that later changes do not reach, checked: one error lists every failure.</summary>
    internal PropensityOptions CheckedCopy(IExceptionContext context)
    {
        var copy = (PropensityOptions)MemberwiseClone();
        var failures = new OptionFailures();
        failures.Require(BehaviorPolicy is not null, nameof(BehaviorPolicy), null, "options of behavior cloning");
        failures.RequireAtLeast(NumberOfFolds, 2, nameof(NumberOfFolds));
        failures.Require(NumberOfHalfSamples is 0 or >= FewestHalfSamples, nameof(NumberOfHalfSamples), NumberOfHalfSamples,
            $"0 or at least {FewestHalfSamples}");
        failures.RequireName(OutputColumnName, nameof(OutputColumnName));
        if (BehaviorPolicy is not null)
        {
            copy.BehaviorPolicy = ReinforcementRankingOptions.Copy(BehaviorPolicy);
            copy.BehaviorPolicy.Check(failures);
        }
        failures.ThrowIfAny(context);
        return copy;
    }
}
