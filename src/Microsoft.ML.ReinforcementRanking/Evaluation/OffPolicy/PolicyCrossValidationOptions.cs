using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Options of <c>mlContext.Ranking.CrossValidatePolicy</c>. They are copied and checked on entry.</summary>
public sealed class PolicyCrossValidationOptions
{
    /// <summary>Folds of sessions, at least 2: each fold is evaluated with a model of the others. Default 5.</summary>
    public int NumberOfFolds { get; set; } = 5;

    /// <summary>Seed of the folds. Default null: the MLContext's seed, or a random one where it has none.</summary>
    public int? Seed { get; set; }

    /// <summary>
    /// How each fold and the pooled log are evaluated. Folds are made of whole clusters where a <see cref="OffPolicyOptions.ClusterColumnName"/> is named.
    /// Default: the defaults of <c>EvaluateOffPolicy</c>.
    /// </summary>
    public OffPolicyOptions Evaluation { get; set; } = new();

    /// <summary>A copy that later changes do not reach, checked: one error lists every failure.</summary>
    internal PolicyCrossValidationOptions CheckedCopy(IExceptionContext context, int responseCount)
    {
        var copy = (PolicyCrossValidationOptions)MemberwiseClone();
        var failures = new OptionFailures();
        failures.RequireAtLeast(NumberOfFolds, 2, nameof(NumberOfFolds));
        failures.Require(Evaluation is not null, nameof(Evaluation), null, "options of EvaluateOffPolicy");
        failures.ThrowIfAny(context);
        copy.Evaluation = Evaluation!.CheckedCopy(context, responseCount);
        return copy;
    }
}
