using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Options of <c>mlContext.Ranking.TunePolicy</c>. All are checked on entry. All failures are reported in one message.</summary>
public sealed class PolicyTuningOptions
{
    private const int LargestNumberOfRounds = 10;

    /// <summary>The number of settings of the first round, at least 1. The first one is that of the given options. The default is 16.</summary>
    public int NumberOfTrials { get; set; } = 16;

    /// <summary>
    /// The number of rounds, from 1 to 10. The last round uses all sessions, and each round before it uses fewer by <see cref="HalvingFactor"/>. The default
    /// is 2.
    /// </summary>
    public int NumberOfRounds { get; set; } = 2;

    /// <summary>
    /// The factor η, at least 2, by which the number of sessions grows from round to round, and by which the number of settings shrinks (successive halving;
    /// Jamieson and Talwalkar, "Non-stochastic Best Arm Identification and Hyperparameter Optimization", AISTATS 2016). With one round, only the default is
    /// accepted. The default is 3.
    /// </summary>
    public int HalvingFactor { get; set; } = 3;

    /// <summary>
    /// The names of the options of the trainer to tune, at least one. Each is a number with a <see cref="SearchSpace.RangeAttribute"/>. If the list is null,
    /// which is the default, all such options are tuned whose value is not null and of which the trainer uses other values, given the other options.
    /// </summary>
    public IReadOnlyList<string>? TunedOptions { get; set; }

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

    /// <summary>
    /// The seed that chooses the settings and the sessions of the first rounds. If it is null, which is the default, the seed of the <see cref="MLContext"/>
    /// applies, or a random one where it has none.
    /// </summary>
    public int? Seed { get; set; }

    /// <summary>An object that receives each trial when it ends, on the calling thread. The default is null, which means that nothing is reported.</summary>
    public IProgress<PolicyTrial>? Progress { get; set; }

    /// <summary>
    /// A token that ends the search within one gradient step of the present fit. The result then has the trials that ended before. If there are none, the
    /// call throws an <see cref="OperationCanceledException"/>. The default is a token that is never canceled.
    /// </summary>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>Returns a checked copy that later changes of the options do not affect. One error lists every failure.</summary>
    internal PolicyTuningOptions CheckedCopy(IExceptionContext context, int responseCount, string? rowGroup)
    {
        var copy = (PolicyTuningOptions)MemberwiseClone();
        var failures = new OptionFailures();
        failures.RequireAtLeast(NumberOfTrials, 1, nameof(NumberOfTrials));
        failures.Require(NumberOfRounds is >= 1 and <= LargestNumberOfRounds, nameof(NumberOfRounds), NumberOfRounds, $"from 1 to {LargestNumberOfRounds}");
        failures.RequireAtLeast(HalvingFactor, 2, nameof(HalvingFactor));
        failures.RequireDefaults(this, NumberOfRounds == 1, "with one round", nameof(HalvingFactor));
        failures.RequireBelow(AllowedAuxiliaryLoss, 0, 1, nameof(AllowedAuxiliaryLoss));
        failures.RequireDefaults(this, responseCount == 1, "without auxiliary responses", nameof(AllowedAuxiliaryLoss));
        failures.RequireName(Estimator, nameof(Estimator));
        failures.Require(CrossValidation is not null, nameof(CrossValidation), null, "options of CrossValidatePolicy");
        if (TunedOptions is not null)
            failures.RequireNames(copy.TunedOptions = [.. TunedOptions], nameof(TunedOptions));
        failures.ThrowIfAny(context);
        copy.CrossValidation = CrossValidation!.CheckedCopy(context, responseCount, rowGroup);
        return copy;
    }
}
