using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Options of <c>mlContext.Ranking.EstimatePropensities</c>. They are copied and checked on entry. All failures are reported in one message.
/// </summary>
public sealed class PropensityOptions
{
    /// <summary>The fewest half-samples. The standard deviation of fewer values has a relative error of a quarter or more.</summary>
    private const int FewestHalfSamples = 10;

    /// <summary>
    /// The columns and networks of the cloned behavior policy. Its session column may also name larger groups of rows that depend on each other, such as
    /// users. If that column is null, every row is a session, or every request if each row is a candidate of a request. The default is an object with the
    /// defaults of the trainer.
    /// </summary>
    public BehaviorCloningTrainer.Options BehaviorPolicy { get; set; } = new();

    /// <summary>
    /// The number of folds of sessions, at least 2. The propensities of a fold come from a policy that was fitted on the others. The default is 5.
    /// </summary>
    public int NumberOfFolds { get; set; } = 5;

    /// <summary>
    /// The number of half-samples for <see cref="OffPolicyOptions.PropensityHalfSamplesColumnName"/>, which is 0, or from 10 to 1,000,000. Their propensities
    /// are in the column <c>{OutputColumnName}.HalfSamples</c>. The width of an interval that is measured on n of them has a relative error of about 1 / √(2
    /// n), which is 16 % for 20. The default is 0, and only it is accepted if each row is a candidate of a request.
    /// </summary>
    public int NumberOfHalfSamples { get; set; }

    /// <summary>The name of the new column. The default is <c>"Propensity"</c>.</summary>
    public string OutputColumnName { get; set; } = "Propensity";

    /// <summary>Returns a checked copy that later changes of the options do not affect. One error lists every failure.</summary>
    internal PropensityOptions CheckedCopy(IExceptionContext context)
    {
        var copy = (PropensityOptions)MemberwiseClone();
        var failures = new OptionFailures();
        failures.Require(BehaviorPolicy is not null, nameof(BehaviorPolicy), null, "options of behavior cloning");
        failures.RequireAtLeast(NumberOfFolds, 2, nameof(NumberOfFolds));
        failures.Require(NumberOfHalfSamples is 0 or >= FewestHalfSamples, nameof(NumberOfHalfSamples), NumberOfHalfSamples,
            $"0 or at least {FewestHalfSamples}");
        failures.RequireAtMost(NumberOfHalfSamples, OptionFailures.LargestCount, nameof(NumberOfHalfSamples));
        failures.RequireName(OutputColumnName, nameof(OutputColumnName));
        if (BehaviorPolicy is not null)
        {
            copy.BehaviorPolicy = ReinforcementRankingOptions.Copy(BehaviorPolicy);
            copy.BehaviorPolicy.Check(failures);
            failures.RequireDefaults(this, copy.BehaviorPolicy.RequestColumnName is not null,
                "with BehaviorPolicy.RequestColumnName, since the rows of a half-sample occur twice each, and a request has its rows once",
                nameof(NumberOfHalfSamples));
            failures.RequireDefaults(copy.BehaviorPolicy, copy.BehaviorPolicy.ValidationFraction == 0, "with ValidationFraction 0, since nothing is held out",
                nameof(BehaviorPolicy.EarlyStoppingPatience));
        }
        failures.ThrowIfAny(context);
        return copy;
    }
}
