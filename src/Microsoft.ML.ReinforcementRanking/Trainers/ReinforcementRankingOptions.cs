using Microsoft.ML.Runtime;
using Microsoft.ML.SearchSpace;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Options that all trainers of this library share.</summary>
public abstract class ReinforcementRankingOptions
{
    private protected ReinforcementRankingOptions()
    {
    }

    /// <summary>The state: a known-size vector of Single, dense or sparse. Default <c>"Features"</c>.</summary>
    public string FeatureColumnName { get; set; } = "Features";

    /// <summary>
    /// The session: a key, an integer or text. Rows of equal value form a session, in row order. Default <c>"GroupId"</c>. Null: every row is a session of its own,
    /// and discount factors are 0.
    /// </summary>
    public string? RowGroupColumnName { get; set; } = "GroupId";

    /// <summary>Weight of a row in every loss: Single, at least 0. Default null: every row counts the same.</summary>
    public string? ExampleWeightColumnName { get; set; }

    /// <summary>Share of hidden units dropped in training, in [0, 1). Default 0.2.</summary>
    [Range(0.0, 0.5, 0.2)]
    public double DropoutRate { get; set; } = 0.2;

    /// <summary>Decoupled weight decay of AdamW, at least 0. Default 0.05.</summary>
    [Range(1e-4, 0.5, 0.05, true)]
    public double WeightDecay { get; set; } = 0.05;

    /// <summary>Rows per step, at least 1. Default 512.</summary>
    public int BatchSize { get; set; } = 512;

    /// <summary>Share of the sessions held out for early stopping and calibration when no validation data are given to <c>Fit</c>, in [0, 1). Default 0.1; 0 trains every epoch.</summary>
    public double ValidationFraction { get; set; } = 0.1;

    /// <summary>Epochs without a better held-out result after which a stage stops, at least 1. Default 3.</summary>
    public int EarlyStoppingPatience { get; set; } = 3;

    /// <summary>Seed of everything random in the fit. Default null: the MLContext's seed, or a random one where it has none.</summary>
    public int? Seed { get; set; }

    /// <summary>Receives a report after every epoch, on the thread that calls <c>Fit</c>. Default null.</summary>
    public IProgress<TrainingProgress>? Progress { get; set; }

    /// <summary>
    /// Ends training within one step. The best model so far is returned when the last stage has finished an epoch; otherwise <c>Fit</c> throws
    /// <see cref="OperationCanceledException"/>. Default: never.
    /// </summary>
    public CancellationToken CancellationToken { get; set; }

    internal abstract SessionColumns Columns { get; }

    /// <summary>A copy that later changes of the options do not reach.</summary>
    internal static TOptions Copy<TOptions>(TOptions options)
        where TOptions : ReinforcementRankingOptions
    {
        var copy = (TOptions)options.MemberwiseClone();
        copy.CopyParts();
        return copy;
    }

    /// <summary>Such a copy, checked: one error lists every failure.</summary>
    internal static TOptions CheckedCopy<TOptions>(TOptions options, IExceptionContext context)
        where TOptions : ReinforcementRankingOptions
    {
        var copy = Copy(options);
        var failures = new OptionFailures();
        copy.Check(failures);
        failures.ThrowIfAny(context);
        return copy;
    }

    /// <summary>Puts copies in the place of lists and objects that a shallow copy shares with its original.</summary>
    private protected virtual void CopyParts()
    {
    }

    /// <summary>Throws one error that lists every option that does not fit the kind of action.</summary>
    internal void ValidateFor(IExceptionContext context, bool isCatalog)
    {
        var failures = new OptionFailures();
        CheckFor(isCatalog, failures);
        failures.ThrowIfAny(context);
    }

    internal virtual void Check(OptionFailures failures)
    {
        failures.RequireName(FeatureColumnName, nameof(FeatureColumnName));
        failures.RequireNameOrNull(RowGroupColumnName, nameof(RowGroupColumnName));
        failures.RequireNameOrNull(ExampleWeightColumnName, nameof(ExampleWeightColumnName));
        failures.RequireBelow(DropoutRate, 0, 1, nameof(DropoutRate));
        failures.RequireAtLeastZero(WeightDecay, nameof(WeightDecay));
        failures.RequireAtLeast(BatchSize, 1, nameof(BatchSize));
        failures.RequireBelow(ValidationFraction, 0, 1, nameof(ValidationFraction));
        failures.RequireAtLeast(EarlyStoppingPatience, 1, nameof(EarlyStoppingPatience));
    }

    /// <summary>What options must be over a catalog, or for continuous actions, which only the data tell.</summary>
    internal virtual void CheckFor(bool isCatalog, OptionFailures failures)
    {
    }

    /// <summary>γ: what is given, else the default with a session column and 0 without one.</summary>
    private protected double DiscountOr(double normal, double? given) => given ?? (RowGroupColumnName is null ? 0 : normal);

    /// <summary>A discount in [0, 1), and 0 where no step follows another.</summary>
    private protected void CheckDiscount(double? discount, string option, OptionFailures failures)
    {
        failures.RequireBelow(discount ?? 0, 0, 1, option);
        failures.Require(
            RowGroupColumnName is not null || discount is not > 0, option, discount, "0 or null without RowGroupColumnName, since every row is then a session");
    }
}
