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
    /// <summary>As the other overload, with the usual options.</summary>
    /// <param name="catalog">The ranking catalog, <c>mlContext.Ranking</c>.</param>
    /// <param name="policy">A fitted policy over a catalog.</param>
    /// <param name="data">The log to evaluate it on.</param>
    /// <param name="responseColumnNames">Responses to value: numbers or Booleans.</param>
    /// <param name="discountFactor">γ in [0, 1] of the session's later responses; null values the row's own response.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message lists every one.</exception>
    public static IDataView FitPolicyValues(
        this RankingCatalog catalog,
        RankingPredictionTransformer<NeuralRankingModelParameters> policy,
        IDataView data,
        string[] responseColumnNames,
        double? discountFactor = null)
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
        {
            throw host.Except("FitPolicyValues needs a policy over a catalog of key-typed actions; this model is another. Evaluate it with the estimators "
                + "that need no "
                + "model.");
        }
        var crossFit = NewCrossFit(host, data, options, options.NumberOfFolds, Seeds.Choose(host, options.Seed));
        RequireColumnsOf(host, head, data.Schema, options);

        var count = options.ResponseColumnNames.Count;
        var outputs = crossFit.Run(part => new PolicyValueTrainer(environment, head, options).Fit(part).Model.Head, 2 * count, fitted =>
        {
            var critics = CrossFit.IndexOf(fitted, OutputColumn.ResponseValues);
            return (evaluator, _, _, values) =>
            {
                evaluator.Compute(critics, values.AsSpan(0, count));
                ((CategoricalPolicyEvaluator)evaluator).ExpectedValues(values.AsSpan(count));
            };
        });
        return new AddedColumnsView(host, data, ValueColumns(options, outputs));
    }

    /// <summary>
    /// The same for any policy, given as a column of its action probabilities: it need not be a model of this library. The values are learned from the features
    /// as for a fitted policy. A column <c>Probability</c>, the policy's probability of the row's logged action, is added for <c>EvaluateOffPolicy</c> too.
    /// </summary>
    /// <param name="catalog">The ranking catalog, <c>mlContext.Ranking</c>.</param>
    /// <param name="data">The log to evaluate the policy on; the same rows in the same order each time it is read.</param>
    /// <param name="actionProbabilityColumnName">
    /// A vector of Single of known size: slot k is the probability with which the policy takes the action with key k + 1 in the row's state. Each row sums to
    /// 1.
    /// </param>
    /// <param name="options">Columns, discount, folds and networks.</param>
    /// <returns>All columns of <paramref name="data"/>, the values and <c>Probability</c>.</returns>
    /// <exception cref="ArgumentException">
    /// An option is out of range, or a column is missing, has a type that its role does not take, or has the wrong size.
    /// </exception>
    /// <exception cref="InvalidOperationException">There are too few sessions; a value is missing or out of range; a response does not vary.</exception>
    public static IDataView FitPolicyValues(this RankingCatalog catalog, IDataView data, string actionProbabilityColumnName, PolicyValueOptions options)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(actionProbabilityColumnName);
        (var environment, var host, options) = Open(catalog, data, options, nameof(FitPolicyValues));
        options.ActionProbabilityColumnName = actionProbabilityColumnName;
        var crossFit = NewCrossFit(host, data, options, options.NumberOfFolds, Seeds.Choose(host, options.Seed));
        RequireSlotPerAction(host, data.Schema, options);

        var count = options.ResponseColumnNames.Count;
        var outputs = crossFit.Run(part => new PolicyValueTrainer(environment, policy: null, options).Fit(part).Model.Head, 2 * count + 1, fitted =>
        {
            var critics = CrossFit.IndexOf(fitted, OutputColumn.ResponseValues);
            var probabilities = new float[fitted.Action!.Size];
            return (evaluator, rows, row, values) =>
            {
                rows.ActionProbabilities!.CopyRow(row, probabilities);
                evaluator.Compute(critics, values.AsSpan(0, count));
                ((CategoricalPolicyEvaluator)evaluator).ExpectedValues(probabilities, values.AsSpan(count, count));
                values[^1] = probabilities[rows.Actions![row]];
            };
        });
        return new AddedColumnsView(host, data, [.. ValueColumns(options, outputs), new AddedColumn(OutputColumn.Probability, outputs[^1])]);
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
    /// <param name="options">Columns and networks of the cloned policy, folds and half-samples; null for the defaults.</param>
    /// <returns>
    /// All columns of <paramref name="data"/>, the propensities (Single) and, where asked for, those of the half-samples (a vector of Single, a slot per
    /// half-sample, NaN for the rows outside of it).
    /// </returns>
    /// <exception cref="ArgumentException">An option is out of range, or a column is missing or has a type that its role does not take.</exception>
    /// <exception cref="InvalidOperationException">There are too few sessions, or a value is missing or not finite.</exception>
    public static IDataView EstimatePropensities(this RankingCatalog catalog, IDataView data, PropensityOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        var environment = catalog.GetEnvironment();
        var host = environment.Register(nameof(EstimatePropensities));
        options = (options ?? new()).CheckedCopy(host);
        var behavior = options.BehaviorPolicy;
        var seed = Seeds.Choose(host, behavior.Seed);
        var crossFit = NewCrossFit(host, data, behavior, options.NumberOfFolds, seed);
        float[] Estimate(BehaviorCloningTrainer.Options settings, int? halfSeed) => crossFit.Run(
            part => new BehaviorCloningTrainer(environment, settings).Fit(part).Model.Head, 1, fitted =>
            {
                var probability = CrossFit.IndexOf(fitted, OutputColumn.Probability);
                return (evaluator, _, _, values) => evaluator.Compute(probability, values);
            }, halfSeed)[0];
        List<AddedColumn> columns = [new(options.OutputColumnName, Estimate(behavior, halfSeed: null))];
        if (options.NumberOfHalfSamples > 0)
        {
            // Networks start anew in each half-sample, since estimates also vary with the start.
            columns.Add(new($"{options.OutputColumnName}.HalfSamples", [.. Enumerable.Range(1, options.NumberOfHalfSamples)
                .Select(half => unchecked(seed + half))
                .Select(halfSeed => Estimate(WithSeed(behavior, halfSeed), halfSeed))]));
        }
        return new AddedColumnsView(host, data, columns);
    }

    private static CrossFit NewCrossFit(IHost host, IDataView data, ReinforcementRankingOptions options, int folds, int seed)
    {
        options.Columns.Check(host, data.Schema);
        return new(host, new SessionFolds(host, data, options.RowGroupColumnName, folds, seed), options.Columns);
    }

    private static AddedColumn[] ValueColumns(PolicyValueOptions options, float[][] outputs) =>
    [
        .. options.ResponseColumnNames.Select((name, response) => new AddedColumn($"{name}.ActionValue", outputs[response])),
        .. options.ResponseColumnNames.Select((name, response) => new AddedColumn($"{name}.StateValue", outputs[options.ResponseColumnNames.Count + response])),
    ];

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

    private static void RequireSlotPerAction(IHost host, DataViewSchema schema, PolicyValueOptions options)
    {
        var (probabilities, action) = (schema[options.ActionProbabilityColumnName!].Type, schema[options.ActionColumnName].Type);
        if (action is not KeyDataViewType)
        {
            throw host.ExceptSchemaMismatch("data", "action", options.ActionColumnName,
                "a key (map values with mlContext.Transforms.Conversion.MapValueToKey)", action.ToString());
        }
        if ((ulong)probabilities.GetVectorSize() != action.GetKeyCount())
        {
            throw host.ExceptSchemaMismatch("data", "action probabilities", options.ActionProbabilityColumnName!,
                $"a vector of {action.GetKeyCount()} Single, one for each key of '{options.ActionColumnName}'", probabilities.ToString());
        }
    }
}
