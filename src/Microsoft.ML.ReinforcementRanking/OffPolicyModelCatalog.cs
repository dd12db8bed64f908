using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

namespace Microsoft.ML;

/// <summary>
/// What off-policy evaluation needs from models: values of a policy, and propensities that were not logged. Both are cross-fitted by sessions.
/// </summary>
public static class OffPolicyModelCatalog
{
    /// <summary>A standard deviation of fewer values is off by a quarter and more.</summary>
    private const int FewestHalfSamples = 10;

    /// <summary>As the other overload, with the usual options.</summary>
    /// <param name="catalog">The ranking catalog, <c>mlContext.Ranking</c>.</param>
    /// <param name="policy">A fitted policy over a catalog.</param>
    /// <param name="data">The log to evaluate it on.</param>
    /// <param name="responseColumnNames">Responses to value: numbers or Booleans.</param>
    /// <param name="discountFactor">γ in [0, 1]; 0 values the row's own response.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message lists every one.</exception>
    public static IDataView FitPolicyValues(
        this RankingCatalog catalog,
        RankingPredictionTransformer<NeuralRankingModelParameters> policy,
        IDataView data,
        string[] responseColumnNames,
        double discountFactor = 0)
    {
        ArgumentNullException.ThrowIfNull(responseColumnNames);
        ArgumentNullException.ThrowIfNull(policy);
        var action = policy.Model.Head.Action;
        return catalog.FitPolicyValues(policy, data, new PolicyValueOptions
        {
            ResponseColumnNames = responseColumnNames,
            DiscountFactor = discountFactor,
            FeatureColumnName = policy.FeatureColumnName,
            ActionColumnName = action is null ? new PolicyValueOptions().ActionColumnName : action.ColumnName,
        });
    }

    /// <summary>
    /// Adds to a log what a fitted policy would earn by networks of this library (fitted-Q evaluation: Le, Voloshin and Yue, 2019), for the model-based
    /// estimators of <c>EvaluateOffPolicy</c>: per response <c>{Response}.ActionValue</c>, q(s, a) of the row's logged action, and
    /// <c>{Response}.StateValue</c>, v(s) = Σ_a π(a|s) q(s, a), both Single and in the response's unit.
    /// </summary>
    /// <remarks>
    /// Sessions fall at random into <see cref="PolicyValueOptions.NumberOfFolds"/> folds, and every row is valued by networks that have seen no row of its
    /// fold. Networks are trained in this call, once per fold; the values, 8 bytes per row and response, are held in memory. The policy must not have been
    /// fitted on this log: that is no matter of this call, but of every estimate.
    /// </remarks>
    /// <param name="catalog">The ranking catalog, <c>mlContext.Ranking</c>.</param>
    /// <param name="policy">A fitted policy over a catalog.</param>
    /// <param name="data">The log to evaluate it on; the same rows in the same order each time it is read.</param>
    /// <param name="options">Columns, discount, folds and networks.</param>
    /// <returns>All columns of <paramref name="data"/> and the values.</returns>
    /// <exception cref="ArgumentException">
    /// An option is out of range, or a column is missing or has a type that its role does not take, or does not fit the policy.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The policy is not over a catalog; there are too few sessions; a value is missing or not finite; a response does not vary.
    /// </exception>
    public static IDataView FitPolicyValues(
        this RankingCatalog catalog,
        RankingPredictionTransformer<NeuralRankingModelParameters> policy,
        IDataView data,
        PolicyValueOptions options)
    {
        ArgumentNullException.ThrowIfNull(policy);
        (var environment, var host, options) = Open(catalog, data, options, nameof(FitPolicyValues));
        if (policy.Model.Head is not CategoricalPolicyHead head)
            throw host.Except(
                "FitPolicyValues needs a policy over a catalog of key-typed actions; this model is another. Evaluate it with the estimators that need no "
                + "model.");
        var crossFit = new CrossFit(host, data, options.Columns, options.NumberOfFolds, Seeds.Choose(host, options.Seed));
        RequireColumnsOf(host, head, data.Schema, options);

        var count = options.ResponseColumnNames.Count;
        var outputs = crossFit.Run(part => new PolicyValueTrainer(environment, head, options).Fit(part).Model.Head, 2 * count, fitted =>
        {
            var critics = CrossFit.IndexOf(fitted, OutputColumn.ResponseValues);
            return (evaluator, values) =>
            {
                evaluator.Compute(critics, values.AsSpan(0, count));
                ((CategoricalPolicyEvaluator)evaluator).ExpectedValues(values.AsSpan(count));
            };
        });
        return new AddedColumnsView(host, data,
        [
            .. options.ResponseColumnNames.Select((name, response) => new AddedColumn($"{name}.ActionValue", outputs[response])),
            .. options.ResponseColumnNames.Select((name, response) => new AddedColumn($"{name}.StateValue", outputs[count + response])),
        ]);
    }

    /// <summary>
    /// Adds to a log the estimated probability (or density, for continuous actions) with which its policy chose each row's action: behavior cloning,
    /// calibrated, and cross-fitted by sessions, so that no row's propensity comes from a model that has seen its session.
    /// </summary>
    /// <remarks>
    /// Epochs and temperature are chosen on held-out sessions; a log of a few thousand rows has too few of them, and is better served by a
    /// <see cref="ReinforcementRankingOptions.ValidationFraction"/> of 0 and no dropout. Where the state is known by a discrete column, prefer the estimators
    /// of <see cref="OffPolicyOptions.StateColumnName"/>, which need propensities only up to a factor of the state's own.
    /// <para>Estimated propensities move with the log, and estimates with them: weighted estimates vary less than with true propensities where networks are
    /// fitted to the end (Hirano, Imbens and Ridder, 2003), and more where they are not. Half-samples (McCarthy, 1969) show by how much, for intervals that
    /// allow for it: each is a random half of the sessions, with propensities estimated anew from that half alone.</para>
    /// <para>
    /// Models are trained in this call, once per fold for the log and for each half-sample; propensities, 4 bytes per row each, are held in memory.
    /// </para>
    /// </remarks>
    /// <param name="catalog">The ranking catalog, <c>mlContext.Ranking</c>.</param>
    /// <param name="data">The log; the same rows in the same order each time it is read.</param>
    /// <param name="options">
    /// Columns and networks, with a session column (or that of larger units that depend on each other, such as users); null for the defaults.
    /// </param>
    /// <param name="numberOfFolds">Folds of sessions, at least 2.</param>
    /// <param name="outputColumnName">Name of the new column.</param>
    /// <param name="numberOfHalfSamples">
    /// 0, or at least 10: the half-samples for <see cref="OffPolicyOptions.PropensityHalfSamplesColumnName"/>, in a column
    /// <c>{outputColumnName}.HalfSamples</c>. A width that is measured on n of them is off by about 1 / √(2 n), 16 % for 20.
    /// </param>
    /// <returns>
    /// All columns of <paramref name="data"/>, the propensities (Single) and, where asked for, those of the half-samples (a vector of Single, a slot per
    /// half-sample, NaN for the rows outside of it).
    /// </returns>
    /// <exception cref="ArgumentException">An option is out of range, or a column is missing or has a type that its role does not take.</exception>
    /// <exception cref="InvalidOperationException">There are too few sessions, or a value is missing or not finite.</exception>
    public static IDataView EstimatePropensities(
        this RankingCatalog catalog,
        IDataView data,
        BehaviorCloningTrainer.Options? options = null,
        int numberOfFolds = 5,
        string outputColumnName = "Propensity",
        int numberOfHalfSamples = 0)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(outputColumnName);
        options ??= new();
        (var environment, var host, options) = Open(catalog, data, options, nameof(EstimatePropensities));
        host.CheckUserArg(numberOfFolds >= 2, nameof(numberOfFolds), $"must be at least 2, but was {numberOfFolds}");
        host.CheckUserArg(options.RowGroupColumnName is not null, nameof(options.RowGroupColumnName),
            "must name the session column, since folds are made of whole sessions, but was null");
        host.CheckUserArg(numberOfHalfSamples is 0 or >= FewestHalfSamples, nameof(numberOfHalfSamples),
            $"must be 0 or at least {FewestHalfSamples}, but was {numberOfHalfSamples}");
        var seed = Seeds.Choose(host, options.Seed);
        var crossFit = new CrossFit(host, data, options.Columns, numberOfFolds, seed);
        float[] Estimate(BehaviorCloningTrainer.Options settings, int? halfSeed) => crossFit.Run(
            part => new BehaviorCloningTrainer(environment, settings).Fit(part).Model.Head, 1, fitted =>
            {
                var probability = CrossFit.IndexOf(fitted, OutputColumn.Probability);
                return (evaluator, values) => evaluator.Compute(probability, values);
            }, halfSeed)[0];
        List<AddedColumn> columns = [new(outputColumnName, Estimate(options, halfSeed: null))];
        if (numberOfHalfSamples > 0)
        {
            // Networks start anew in each half-sample, since estimates also vary with the start.
            columns.Add(new($"{outputColumnName}.HalfSamples", [.. Enumerable.Range(1, numberOfHalfSamples)
                .Select(half => unchecked(seed + half))
                .Select(halfSeed => Estimate(WithSeed(options, halfSeed), halfSeed))]));
        }
        return new AddedColumnsView(host, data, columns);
    }

    private static (IHostEnvironment Environment, IHost Host, TOptions Options) Open<TOptions>(RankingCatalog catalog, IDataView data, TOptions options,
        string operation)
        where TOptions : ReinforcementRankingOptions
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        var environment = catalog.GetEnvironment();
        var host = environment.Register(operation);
        return (environment, host, ReinforcementRankingOptions.CheckedCopy(options, host));
    }

    private static BehaviorCloningTrainer.Options WithSeed(BehaviorCloningTrainer.Options options, int seed)
    {
        var copy = ReinforcementRankingOptions.Copy(options);
        copy.Seed = seed;
        return copy;
    }

    private static void RequireColumnsOf(IHost host, CategoricalPolicyHead policy, DataViewSchema schema, PolicyValueOptions options)
    {
        var (features, action) = (schema[options.FeatureColumnName].Type, schema[options.ActionColumnName].Type);
        if (features.GetVectorSize() != policy.StateWidth)
            throw host.ExceptSchemaMismatch("data", "features", options.FeatureColumnName, $"a vector of {policy.StateWidth} Single, as the policy reads",
                features.ToString());
        if (action is not KeyDataViewType || action.GetKeyCount() != (ulong)policy.Action.Size)
            throw host.ExceptSchemaMismatch("data", "action", options.ActionColumnName,
                $"a key into the policy's {policy.Action.Size} actions (map the values with the key mapping that training used)", action.ToString());
    }
}
