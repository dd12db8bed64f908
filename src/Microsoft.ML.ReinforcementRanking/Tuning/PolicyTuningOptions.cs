using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Options of <c>mlContext.Ranking.TunePolicy</c>. All are checked on entry. All failures are reported in one message.</summary>
public sealed class PolicyTuningOptions : TuningOptions
{
    /// <summary>
    /// The estimate by which settings are compared, which is the name of a property of <see cref="ResponseMetrics"/>. The default is
    /// <c>"CappedSelfNormalizedIps"</c>.
    /// </summary>
    public string Estimator { get; set; } = EstimatorList.Capped.Name;

    /// <summary>
    /// The share of its logged mean that an auxiliary response may lose, in [0, 1). Settings that lose more are worse than all that do not. The default is 0.
    /// </summary>
    public double AllowedAuxiliaryLoss { get; set; }

    /// <summary>The options of the folds and of the evaluation of each setting. The default is an object with the defaults.</summary>
    public PolicyCrossValidationOptions CrossValidation { get; set; } = new();

    /// <summary>An object that receives each trial when it ends, on the calling thread. The default is null, which means that nothing is reported.</summary>
    public IProgress<PolicyTrial>? Progress { get; set; }

    /// <summary>Returns a checked copy that later changes of the options do not affect. One error lists every failure.</summary>
    internal PolicyTuningOptions CheckedCopy(IExceptionContext context, int responseCount, string? rowGroup)
    {
        var failures = new OptionFailures();
        var copy = Copy<PolicyTuningOptions>(failures);
        failures.RequireBelow(AllowedAuxiliaryLoss, 0, 1, nameof(AllowedAuxiliaryLoss));
        failures.RequireDefaults(this, responseCount == 1, "without auxiliary responses", nameof(AllowedAuxiliaryLoss));
        failures.RequireName(Estimator, nameof(Estimator));
        failures.Require(CrossValidation is not null, nameof(CrossValidation), null, "options of CrossValidatePolicy");
        failures.ThrowIfAny(context);
        copy.CrossValidation = CrossValidation!.CheckedCopy(context, responseCount, rowGroup);
        return copy;
    }

    /// <summary>Returns the estimate of a response that settings are compared by.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The evaluation does not make the estimate.</exception>
    internal OffPolicyEstimate EstimateOf(IExceptionContext context, ResponseMetrics response)
        => response.Estimates.TryGetValue(Estimator, out var estimate)
            ? estimate
            : throw context.ExceptUserArg(nameof(Estimator),
                $"must be one of the estimates that the evaluation makes ({string.Join(", ", response.Estimates.Keys)}), but was '{Estimator}'");

    /// <summary>Returns by how much an estimate loses more than is allowed, relative to the logged mean.</summary>
    internal double Violation(OffPolicyEstimate estimate) => double.IsNaN(estimate.Lift) ? 0 : -estimate.Lift - AllowedAuxiliaryLoss;
}
