using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

namespace Microsoft.ML;

/// <summary>
/// Provides the models that off-policy evaluation needs: the values of a policy, and propensities that were not logged. Both are cross-fitted by sessions.
/// </summary>
public static class OffPolicyModelCatalog
{
    /// <summary>Adds to a log the values that networks of this library predict for a fitted policy, with default options.</summary>
    /// <param name="catalog">The ranking catalog, <c>mlContext.Ranking</c>.</param>
    /// <param name="policy">A fitted policy over a catalog.</param>
    /// <param name="data">The log on which the policy is evaluated.</param>
    /// <param name="responseColumnNames">The names of the responses to value, which are numbers or Booleans.</param>
    /// <param name="rowGroupColumnName">The session column, a key, an integer or text, or null to treat every row as a session of its own.</param>
    /// <param name="discountFactor">
    /// The discount factor γ in [0, 1] of the later responses of a session, or null to value the row's own response only.
    /// </param>
    /// <returns>All columns of <paramref name="data"/> and the values.</returns>
    /// <exception cref="ArgumentException">An option is out of range. The message lists all such options.</exception>
    public static IDataView FitPolicyValues(
        this RankingCatalog catalog,
        RankingPredictionTransformer<NeuralRankingModelParameters> policy,
        IDataView data,
        string[] responseColumnNames,
        string? rowGroupColumnName = "GroupId",
        double? discountFactor = null)
    {
        ArgumentNullException.ThrowIfNull(responseColumnNames);
        ArgumentNullException.ThrowIfNull(policy);
        var action = policy.Model.Head.Action;
        return catalog.FitPolicyValues(policy, data, new PolicyValueOptions
        {
            ResponseColumnNames = responseColumnNames,
            RowGroupColumnName = rowGroupColumnName,
            DiscountFactor = discountFactor,
            FeatureColumnName = policy.FeatureColumnName,
            ActionColumnName = action is null ? new PolicyValueOptions().ActionColumnName : action.ColumnName,
            EligibleActionColumnName = action?.EligibleColumnName,
        });
    }

    /// <summary>
    /// Adds to a log the values that networks of this library predict for a fitted policy (fitted-Q evaluation: Le, Voloshin and Yue, "Batch Policy
    /// Learning under Constraints", ICML 2019). The model-based estimators of <c>EvaluateOffPolicy</c> read them. There are two columns for each
    /// response, both Single and in the response's unit: <c>{Response}.ActionValue</c> is q(s, a) of the logged action, and <c>{Response}.StateValue</c>
    /// is v(s) = Σ_a π(a|s) q(s, a).
    /// </summary>
    /// <remarks>
    /// <para>If the policy is one over candidates, set <see cref="ActionOptions.RequestColumnName"/> and <see cref="ActionOptions.ChosenColumnName"/>. Every
    /// row then has the value of its candidate, and the value of a state is a sum over the rows of the request, or over those that are left at the position
    /// of a chosen row. Values of candidates are those at the first position.</para>
    /// <para>
    /// Sessions are assigned at random to <see cref="PolicyValueOptions.NumberOfFolds"/> folds, and every row is valued by networks that were trained on
    /// the other folds. The networks are trained in this call, once per fold. Folds are fitted at the same time where cores are free, with the same results,
    /// unless <c>NumberOfThreads</c> or <c>Progress</c> is set. Each of them holds its part of the log in memory. The values are held in memory, too, with 8
    /// bytes per row and response. The policy must not have been fitted on this log, because no estimate is valid on the data that trained the policy.
    /// </para>
    /// </remarks>
    /// <param name="catalog">The ranking catalog, <c>mlContext.Ranking</c>.</param>
    /// <param name="policy">A fitted policy over a catalog or over candidates.</param>
    /// <param name="data">The log on which the policy is evaluated. It must give the same rows in the same order each time it is read.</param>
    /// <param name="options">The columns, the discount factor, the number of folds and the networks.</param>
    /// <returns>All columns of <paramref name="data"/> and the values.</returns>
    /// <exception cref="ArgumentException">
    /// An option is out of range, or a column is missing, has a type that its role does not accept, or does not fit the policy.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The policy is one over continuous actions, there are too few sessions, a value is missing or not finite, or a response does not vary.
    /// </exception>
    public static IDataView FitPolicyValues(
        this RankingCatalog catalog,
        RankingPredictionTransformer<NeuralRankingModelParameters> policy,
        IDataView data,
        PolicyValueOptions options)
    {
        ArgumentNullException.ThrowIfNull(policy);
        (var environment, var host, options) = Open(catalog, data, options, nameof(FitPolicyValues));
        if (policy.Model.Head is CandidatePolicyHead candidates)
            return FitCandidateValues(environment, host, policy, candidates, data, options);
        if (policy.Model.Head is not CategoricalPolicyHead head)
        {
            throw host.Except("FitPolicyValues needs a policy over a catalog of actions or over candidates, but this model is not one. "
                + "Evaluate it with the estimators that need no model of values.");
        }
        RequireNoRequests(host, options, "with a policy over a catalog of actions, which was fitted on a log with one row per step");
        options.Columns.Check(host, data.Schema);
        RequireColumnsOf(host, head, data.Schema, options);
        var folds = new SessionFolds(host, data, options.RowGroupColumnName, options.NumberOfFolds, Seeds.Choose(host, options.Seed));
        using var crossFit = new CrossFit(host, folds, options, head.Action.Ids);

        var count = options.ResponseColumnNames.Count;
        var outputs = crossFit.Run(
            part => crossFit.Fit(
                () => new PolicyValueTrainer(environment, head, options) { KnownActions = crossFit.Actions, ReadGate = crossFit.ReadGate }, part).Model.Head,
            2 * count, fitted =>
        {
            var critics = CrossFit.IndexOf(fitted, OutputColumn.ResponseValues);
            return (evaluator, _, _, values) =>
            {
                evaluator.Compute(critics, values.AsSpan(0, count));
                ((CategoricalPolicyEvaluator)evaluator).ExpectedValues(values.AsSpan(count));
            };
        });
        crossFit.Complete();
        return new AddedColumnsView(host, data, ValueColumns(options, outputs));
    }

    /// <summary>
    /// Adds to a log the values that networks of this library predict for any policy, which is given as a column of its action probabilities and need not
    /// be a model of this library. The method also adds the column <c>Probability</c> for <c>EvaluateOffPolicy</c>, which holds the policy's probability
    /// of the logged action.
    /// </summary>
    /// <param name="catalog">The ranking catalog, <c>mlContext.Ranking</c>.</param>
    /// <param name="data">The log on which the policy is evaluated. It must give the same rows in the same order each time it is read.</param>
    /// <param name="actionProbabilityColumnName">
    /// The column with the probabilities, a vector of Single of known size. Slot k is the probability with which the policy takes the action with key k +
    /// 1 in the row's state. The slots of each row sum to 1.
    /// </param>
    /// <param name="options">The columns, the discount factor, the number of folds and the networks.</param>
    /// <returns>All columns of <paramref name="data"/>, the values and <c>Probability</c>.</returns>
    /// <exception cref="ArgumentException">
    /// An option is out of range, or a column is missing, has a type that its role does not accept, or has the wrong size.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// There are too few sessions, a value is missing or out of range, or a response does not vary.
    /// </exception>
    public static IDataView FitPolicyValues(this RankingCatalog catalog, IDataView data, string actionProbabilityColumnName, PolicyValueOptions options)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(actionProbabilityColumnName);
        (var environment, var host, options) = Open(catalog, data, options, nameof(FitPolicyValues));
        RequireNoSets(host, options);
        RequireNoRequests(host, options, "with a column of action probabilities, whose slots are the actions of a catalog");
        options.ActionProbabilityColumnName = actionProbabilityColumnName;
        using var crossFit = NewCrossFit(host, data, options, options.NumberOfFolds, Seeds.Choose(host, options.Seed));
        RequireSlotPerAction(host, data.Schema, options);

        var count = options.ResponseColumnNames.Count;
        var outputs = crossFit.Run(
            part => crossFit.Fit(() => new PolicyValueTrainer(environment, policy: null, options) { ReadGate = crossFit.ReadGate }, part).Model.Head,
            2 * count + 1, fitted =>
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
        crossFit.Complete();
        return new AddedColumnsView(host, data, [.. ValueColumns(options, outputs), new AddedColumn(OutputColumn.Probability, outputs[^1])]);
    }

    /// <summary>
    /// Adds to a log the estimated probability (or, for continuous actions, density) with which its policy chose each row's action. The estimates come
    /// from behavior cloning, are calibrated, and are cross-fitted by sessions, so that no row's propensity comes from a model that was trained on its
    /// session.
    /// </summary>
    /// <remarks>
    /// <para>The number of epochs and the temperature are chosen on held-out sessions. A log of a few thousand rows has too few of them; for such a log,
    /// set <see cref="ReinforcementRankingOptions.ValidationFraction"/> and the dropout rate to 0. If a discrete column identifies the state, prefer the
    /// estimators of <see cref="OffPolicyOptions.StateColumnName"/>, which need propensities only up to a factor for each state.</para>
    /// <para>Estimated propensities depend on the log, and so do the estimates that use them. Weighted estimates vary less than with true propensities if
    /// the networks are fitted to the end (Hirano, Imbens and Ridder, "Efficient Estimation of Average Treatment Effects Using the Estimated Propensity
    /// Score", Econometrica 2003), and more if they are not. Half-samples (McCarthy, "Pseudo-Replication: Half Samples", 1969) measure this effect, so
    /// that intervals can include it. Each of them is a random half of the sessions, with propensities that are estimated from that half alone.</para>
    /// <para>If each row is a candidate of a request, every row gets the probability of its candidate, as with <c>AddRequestProbabilities</c>. Trainers
    /// and <c>EvaluateOffPolicy</c> need those of the chosen rows.</para>
    /// <para>The models are trained in this call, once per fold for the log and for each half-sample. The propensities are held in memory, 4 bytes per
    /// row each. Folds are fitted at the same time where cores are free, with the same results, and each of them holds its part of the log in memory. They
    /// are fitted one after another if <c>NumberOfThreads</c> or <c>Progress</c> of the behavior policy is set.</para>
    /// </remarks>
    /// <param name="catalog">The ranking catalog, <c>mlContext.Ranking</c>.</param>
    /// <param name="data">The log. It must give the same rows in the same order each time it is read.</param>
    /// <param name="options">The columns and networks of the cloned policy, the folds and the half-samples, or null for the defaults.</param>
    /// <returns>
    /// All columns of <paramref name="data"/> and the propensities (Single), which hide a column of the same name, with a warning. If half-samples are
    /// requested, their propensities are a further column: a vector of Single with a slot for each half-sample, which is NaN for the rows outside of it.
    /// </returns>
    /// <exception cref="ArgumentException">An option is out of range, or a column is missing or has a type that its role does not accept.</exception>
    /// <exception cref="InvalidOperationException">There are too few sessions, or a value is missing or not finite.</exception>
    public static IDataView EstimatePropensities(this RankingCatalog catalog, IDataView data, PropensityOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        var environment = catalog.GetEnvironment();
        var host = environment.Register(nameof(EstimatePropensities));
        options = (options ?? new()).CheckedCopy(host);
        WarnOfHiddenColumn(host, data.Schema, options.OutputColumnName);
        var behavior = options.BehaviorPolicy;
        var seed = Seeds.Choose(host, behavior.Seed);
        using var crossFit = NewCrossFit(host, data, behavior, options.NumberOfFolds, seed);
        RankingPredictionTransformer<NeuralRankingModelParameters> Fit(BehaviorCloningTrainer.Options settings, IDataView part) => crossFit.Fit(
            () => new BehaviorCloningTrainer(environment, settings) { KnownActions = crossFit.Actions, ReadGate = crossFit.ReadGate }, part);
        float[] Estimate(BehaviorCloningTrainer.Options settings, int? halfSeed) => settings.RequestColumnName is not null
            ? crossFit.RunCandidates<float>(part => Fit(settings, part), scored => AddProbabilities(host, scored, settings.Columns), OutputColumn.Probability)
            : crossFit.Run(part => Fit(settings, part).Model.Head, 1, fitted =>
            {
                var probability = CrossFit.IndexOf(fitted, OutputColumn.Probability);
                return (evaluator, _, _, values) => evaluator.Compute(probability, values);
            }, halfSeed)[0];
        List<AddedColumn> columns = [new(options.OutputColumnName, Estimate(behavior, halfSeed: null))];
        if (options.NumberOfHalfSamples > 0)
        {
            // The networks of each half-sample start from new weights, because estimates also vary with the initial weights.
            columns.Add(new($"{options.OutputColumnName}.HalfSamples", [.. Enumerable.Range(1, options.NumberOfHalfSamples)
                .Select(half => unchecked(seed + half))
                .Select(halfSeed => Estimate(WithSeed(behavior, halfSeed), halfSeed))]));
        }
        crossFit.Complete();
        return new AddedColumnsView(host, data, columns);
    }

    private static void WarnOfHiddenColumn(IHost host, DataViewSchema schema, string name)
    {
        if (schema.GetColumnOrNull(name) is null)
            return;
        using var channel = host.Start("Propensities");
        channel.Warning($"The data has a column '{name}' already, and the estimates hide it. If it contains the logged propensities, use them instead of "
            + $"estimates, or set {nameof(PropensityOptions)}.{nameof(PropensityOptions.OutputColumnName)} to another name.");
    }

    private static CrossFit NewCrossFit(IHost host, IDataView data, ReinforcementRankingOptions options, int folds, int seed)
    {
        options.Columns.Check(host, data.Schema);
        var actions = options.Columns.Action is null
            ? null
            : new SurroundingRanks(options).Read(() => ActionReader.ReadIds(host, data, options.Columns, options.CancellationToken));
        return new(host, new SessionFolds(host, data, options.RowGroupColumnName ?? options.Columns.Request, folds, seed), options, actions);
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
        RequireFeaturesOf(host, policy, schema, options);
        var action = schema[options.ActionColumnName].Type;
        var isKey = policy.Action.Type == ActionType.Key;
        if (ActionTypes.Of(action) != policy.Action.Type || (isKey && action.GetKeyCount() != (ulong)policy.Action.Size))
        {
            throw host.ExceptSchemaMismatch("data", "action", options.ActionColumnName, isKey
                ? $"a key into the policy's {policy.Action.Size} actions (map the values with the key mapping that training used)"
                : $"{policy.Action.Type.Describe()}, as in the training data of the policy", action.ToString());
        }
        if (options.EligibleActionColumnName is null != policy.Action.EligibleColumnName is null)
        {
            throw host.ExceptUserArg(nameof(options), policy.Action.EligibleColumnName is { } name
                ? $"The policy chooses among eligible actions (column '{name}' in training), so set {nameof(options.EligibleActionColumnName)}."
                : $"The policy was fitted without eligible actions and chooses from the whole catalog, so leave {nameof(options.EligibleActionColumnName)} "
                    + "null, or fit the policy with it.");
        }
    }

    private static AddedColumnsView FitCandidateValues(IHostEnvironment environment, IHost host,
        RankingPredictionTransformer<NeuralRankingModelParameters> policy, CandidatePolicyHead head, IDataView data, PolicyValueOptions options)
    {
        if (options.RequestColumnName is null)
        {
            throw host.ExceptUserArg(nameof(options), "The policy chooses among the candidates of a request, so call FitPolicyValues with options that name "
                + $"the {nameof(options.RequestColumnName)} and the {nameof(options.ChosenColumnName)}.");
        }
        options.Columns.Check(host, data.Schema);
        RequireFeaturesOf(host, head, data.Schema, options);
        using var crossFit = NewCrossFit(host, data, options, options.NumberOfFolds, Seeds.Choose(host, options.Seed));
        var values = crossFit.RunCandidates<float[]>(
            part => crossFit.Fit(() => new PolicyValueTrainer(environment, head, options) { ReadGate = crossFit.ReadGate }, part),
            scored => scored, OutputColumn.ResponseValues);
        var count = options.ResponseColumnNames.Count;
        var states = CandidateValues.OfStates(host, policy.Transform(data), options.Columns, values, count);
        crossFit.Complete();
        return new AddedColumnsView(host, data, ValueColumns(options,
            [.. Enumerable.Range(0, count).Select(response => values.Select(row => row[response]).ToArray()), .. states]));
    }

    private static RequestProbabilitiesView AddProbabilities(IHost host, IDataView scored, SessionColumns columns)
        => new(host, scored, columns.Request!, columns.Position is null ? null : columns.Chosen, columns.Position);

    private static void RequireNoRequests(IHost host, PolicyValueOptions options, string condition)
    {
        var failures = new OptionFailures();
        failures.RequireDefaults(options, isUnused: true, condition, nameof(options.RequestColumnName));
        failures.ThrowIfAny(host);
    }

    private static void RequireFeaturesOf(IHost host, ModelHead policy, DataViewSchema schema, PolicyValueOptions options)
    {
        var features = schema[options.FeatureColumnName].Type;
        if (features.GetVectorSize() != policy.StateWidth)
            throw host.ExceptSchemaMismatch("data", "features", options.FeatureColumnName, $"a vector of {policy.StateWidth} Single, as the policy reads",
                features.ToString());
    }

    private static void RequireNoSets(IHost host, PolicyValueOptions options)
    {
        var failures = new OptionFailures();
        failures.RequireDefaults(options, isUnused: true, "with a column of action probabilities, which are 0 for actions that are not eligible",
            nameof(options.EligibleActionColumnName));
        failures.ThrowIfAny(host);
    }

    private static void RequireSlotPerAction(IHost host, DataViewSchema schema, PolicyValueOptions options)
    {
        var (probabilities, action) = (schema[options.ActionProbabilityColumnName!].Type, schema[options.ActionColumnName].Type);
        if (action is not KeyDataViewType)
        {
            throw host.ExceptSchemaMismatch("data", "action", options.ActionColumnName,
                "a key, since slot k of the probabilities belongs to the action with key k + 1 (map values with "
                + "mlContext.Transforms.Conversion.MapValueToKey)", action.ToString());
        }
        if ((ulong)probabilities.GetVectorSize() != action.GetKeyCount())
        {
            throw host.ExceptSchemaMismatch("data", "action probabilities", options.ActionProbabilityColumnName!,
                $"a vector of {action.GetKeyCount()} Single, one for each key of '{options.ActionColumnName}'", probabilities.ToString());
        }
    }
}
