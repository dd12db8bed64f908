using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Options that all searches for options share.</summary>
public abstract class TuningOptions
{
    private const int LargestNumberOfRounds = 10;

    private protected TuningOptions()
    {
    }

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
    /// The names of the options of the trainer to tune, at least one. Each is a number with a <see cref="SearchSpace.RangeAttribute"/>, or a list of widths. An
    /// option of an object in the options is named with it, such as <c>Backbone.NumberOfExperts</c> or <c>Tasks['Click'].LossWeight</c>. If the list is null,
    /// which is the default, all numbers with a range are tuned whose value is not null and of which the trainer uses other values, given the other options.
    /// </summary>
    public IReadOnlyList<string>? TunedOptions { get; set; }

    /// <summary>
    /// The seed that chooses the settings and the sessions of the first rounds. If it is null, which is the default, the seed of the <see cref="MLContext"/>
    /// applies, or a random one where it has none.
    /// </summary>
    public int? Seed { get; set; }

    /// <summary>
    /// A token that ends the search within one gradient step of the present fit. The result then has the trials that ended before. If there are none, the
    /// call throws an <see cref="OperationCanceledException"/>. The default is a token that is never canceled.
    /// </summary>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>Returns a copy that later changes of the options do not affect, and checks it.</summary>
    private protected TOptions Copy<TOptions>(OptionFailures failures)
        where TOptions : TuningOptions
    {
        var copy = (TOptions)MemberwiseClone();
        failures.RequireAtLeast(NumberOfTrials, 1, nameof(NumberOfTrials));
        failures.Require(NumberOfRounds is >= 1 and <= LargestNumberOfRounds, nameof(NumberOfRounds), NumberOfRounds, $"from 1 to {LargestNumberOfRounds}");
        failures.RequireAtLeast(HalvingFactor, 2, nameof(HalvingFactor));
        failures.RequireDefaults(this, NumberOfRounds == 1, "with one round", nameof(HalvingFactor));
        if (TunedOptions is not null)
            failures.RequireNames(copy.TunedOptions = [.. TunedOptions], nameof(TunedOptions));
        return copy;
    }
}
