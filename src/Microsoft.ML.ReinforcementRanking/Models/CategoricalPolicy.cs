using Microsoft.ML.Trainers.ReinforcementRanking.Models;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Provides the operations of a policy over a catalog of actions. Objects are immutable and safe to share between threads.</summary>
/// <remarks>
/// The features are those that the model reads, after every step of the pipeline that precedes it. To rank actions for raw states, create an engine for
/// the whole pipeline with <c>mlContext.Model.CreateActionRankingEngine</c>.
/// </remarks>
public sealed class CategoricalPolicy
{
    private readonly NeuralRankingModelParameters _model;
    private readonly CategoricalPolicyHead _head;
    private readonly PolicyDial _dial;
    private readonly Lock _drawing = new();

    internal CategoricalPolicy(NeuralRankingModelParameters model, CategoricalPolicyHead head)
    {
        _model = model;
        _head = head;
        _dial = model.Dial!;
    }

    /// <summary>
    /// Gets the ids of the actions of the catalog, in its order. An id is the text, integer or key value that the action column of the training log has, and
    /// numbers are written in the invariant culture. If that column is a key without key values, or if the model was saved in format 1, the ids are the keys
    /// "1", "2" and so on.
    /// </summary>
    public IReadOnlyList<string> ActionIds => _head.ActionIds;

    /// <summary>
    /// Gets the constraint strength λ, in units of the standard deviation of the main response's predicted advantage. The value is null if the constraint
    /// strength of the policy cannot be changed after the fit.
    /// </summary>
    public double? ConstraintStrength => _head.ConstraintStrength;

    /// <summary>
    /// Gets whether the policy is the one that a new fit at this constraint strength would give. The value is false if
    /// <see cref="WithConstraintStrength"/> changed λ and the discount factor of the main response is above 0, because the main critic then still values
    /// the policy of the fit.
    /// </summary>
    public bool IsConstraintStrengthExact => _head.IsConstraintStrengthExact;

    /// <summary>Returns the best eligible actions in one state. The cost grows with their number, and not with the catalog.</summary>
    /// <param name="features">The features of the state. Their number is the size of the model's feature column.</param>
    /// <param name="count">The number of actions to return, at least 1. If fewer are eligible, all of them are returned.</param>
    /// <param name="eligible">
    /// The ids of the actions to choose from, at least one and all of them in <see cref="ActionIds"/>, or null for the whole catalog. An id that is named
    /// twice counts once.
    /// </param>
    /// <returns>
    /// The actions in descending order of their scores. Of equal scores, the first in the catalog comes first. The probabilities are those among the eligible
    /// actions.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// The number of features differs from the model's, a feature is NaN or infinite, no action is eligible, or the policy does not know one of them.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    public IReadOnlyList<RankedAction> TopActions(ReadOnlySpan<float> features, int count, IReadOnlyCollection<string>? eligible = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return _head.TopActions(features, count, Find(eligible));
    }

    /// <summary>
    /// Returns the probability of every eligible action in one state. Draw the action from these probabilities to serve the policy as it was evaluated.
    /// </summary>
    /// <param name="features">The features of the state. Their number is the size of the model's feature column.</param>
    /// <param name="eligible">
    /// The ids of the actions to choose from, at least one and all of them in <see cref="ActionIds"/>, or null for the whole catalog. An id that is named
    /// twice counts once, and its probability is returned at each of its places.
    /// </param>
    /// <returns>
    /// The probabilities π(action | state), each in [0, 1], in the order of <paramref name="eligible"/>, or of <see cref="ActionIds"/> if it is null. Those of
    /// different actions sum to 1 within rounding.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// The number of features differs from the model's, a feature is NaN or infinite, no action is eligible, or the policy does not know one of them.
    /// </exception>
    public float[] ActionProbabilities(ReadOnlySpan<float> features, IReadOnlyCollection<string>? eligible = null)
    {
        var actions = Find(eligible);
        var probabilities = _head.Probabilities(features, actions);
        return actions is null ? probabilities : [.. eligible!.Select(id => probabilities[Array.BinarySearch(actions, _head.Actions.IndexOf(id))])];
    }

    /// <summary>
    /// Draws a page of different actions: the first from the policy's probabilities among the eligible actions, and every other one from those among the
    /// actions that are left (Plackett-Luce). The most probable page is that of <see cref="TopActions"/>.
    /// </summary>
    /// <param name="features">The features of the state. Their number is the size of the model's feature column.</param>
    /// <param name="count">The number of positions of the page, at least 1. If fewer actions are eligible, all of them are on the page.</param>
    /// <param name="eligible">
    /// The ids of the actions to choose from, at least one and all of them in <see cref="ActionIds"/>, or null for the whole catalog. An id that is named
    /// twice counts once, and the order of the ids does not matter.
    /// </param>
    /// <param name="seed">
    /// The seed, such as a hash of the request, which gives the same page whenever the policy is asked again. If it is null, which is the default, the seed
    /// is the next random number of the model's context, and <see cref="SampledPage.Seed"/> has it.
    /// </param>
    /// <param name="exploration">
    /// The share ε of exploration, in [0, 1]. Every position is drawn from (1 − ε) π + ε / m over the m actions that are left, and so are the probabilities of
    /// the page. The default is 0, which draws from the policy alone.
    /// </param>
    /// <returns>The actions with their conditional probabilities, and the probability of the page. Log them for the next evaluation.</returns>
    /// <exception cref="ArgumentException">
    /// The number of features differs from the model's, a feature is NaN or infinite, no action is eligible, or the policy does not know one of them.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="count"/> is below 1, or <paramref name="exploration"/> is not in [0, 1].
    /// </exception>
    public SampledPage SamplePage(
        ReadOnlySpan<float> features, int count, IReadOnlyCollection<string>? eligible = null, int? seed = null, double exploration = 0)
    {
        PageSampler.Check(count, exploration);
        return _head.SamplePage(features, count, Find(eligible), seed ?? NextSeed(), exploration);
    }

    /// <summary>
    /// Returns the probability with which <see cref="SamplePage"/>, without exploration, places each action of a page at its position, whatever the actions
    /// above it are. Independent IPS needs these probabilities (<see cref="OffPolicyOptions.PositionPropensityColumnName"/>).
    /// </summary>
    /// <remarks>
    /// The first two positions are sums over all actions and exact. Further down, the conditional probabilities of the action are averaged over pages that
    /// are drawn. Their cost does not grow with the number of actions.
    /// </remarks>
    /// <param name="features">The features of the state. Their number is the size of the model's feature column.</param>
    /// <param name="page">The ids of the actions of the page from the top, at least one, and all different.</param>
    /// <param name="eligible">
    /// The ids of the actions to choose from, with those of the page and all of them in <see cref="ActionIds"/>, or null for the whole catalog.
    /// </param>
    /// <param name="numberOfDraws">The number of pages to draw for the third position and those below it, at least 10,000, which is the default.</param>
    /// <param name="seed">The seed of the pages to draw. The default is 0.</param>
    /// <returns>The probabilities in the order of the page, with their standard errors.</returns>
    /// <exception cref="ArgumentException">
    /// The number of features differs from the model's, a feature is NaN or infinite, the page is empty or has an action twice, or an action is not eligible or
    /// not in the catalog.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="numberOfDraws"/> is below 10,000.</exception>
    public IReadOnlyList<PositionProbability> PositionProbabilities(ReadOnlySpan<float> features, IReadOnlyList<string> page,
        IReadOnlyCollection<string>? eligible = null, int numberOfDraws = PositionMarginals.FewestDraws, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentOutOfRangeException.ThrowIfLessThan(numberOfDraws, PositionMarginals.FewestDraws);
        var actions = Find(eligible);
        var places = _head.Actions.FindPage(page, actions);
        var marginals = new PositionMarginals(_head.Logits(features, actions)).Of(places, numberOfDraws, seed);
        return [.. marginals.Select((marginal, place) => new PositionProbability(place + 1, page[place], marginal.Probability, marginal.StandardError))];
    }

    /// <summary>
    /// Returns the same policy with its logits divided by a temperature, without refitting. A temperature above 1 makes the policy flatter, and one below
    /// 1 makes it sharper, so that policies can be compared at the same effective sample size. Temperatures of successive calls multiply.
    /// </summary>
    /// <param name="temperature">The temperature, above 0.</param>
    /// <returns>A model with the new policy. This model does not change.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="temperature"/> is not from 1e-9 to 1e6, or scores would not be finite.</exception>
    public NeuralRankingModelParameters WithTemperature(double temperature) => _dial.WithTemperature(temperature);

    /// <summary>
    /// Returns the same policy with another constraint strength, without refitting. The closed form (docs/equations-tscac.md (10)) is a weighted sum of
    /// trained networks, and only the weight of the main response's critic changes. Constraint strengths that single responses have of their own change
    /// in proportion.
    /// </summary>
    /// <remarks>
    /// The result is exact if the main response has a discount factor of 0. Otherwise it is approximate, because the main critic still values the policy
    /// of the fit. In that case <see cref="IsConstraintStrengthExact"/> is false, and a warning is added to
    /// <see cref="NeuralRankingModelParameters.Warnings"/>. It is also written to the context's log, but only once for each fitted policy, so that a
    /// series of constraint strengths does not fill the log.
    /// </remarks>
    /// <param name="constraintStrength">
    /// The constraint strength λ, above 0, in units of the standard deviation of the main response's predicted advantage.
    /// </param>
    /// <returns>A model with the new policy. This model does not change.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="constraintStrength"/> is not from 1e-9 to 1e6, or scores would not be finite.</exception>
    /// <exception cref="InvalidOperationException">The policy was not fitted by Tscac with <see cref="PolicyImprovement.Exact"/>.</exception>
    public NeuralRankingModelParameters WithConstraintStrength(double constraintStrength) => _dial.WithConstraintStrength(constraintStrength);

    /// <summary>
    /// Returns the same policy over another catalog, without refitting. The table has a row for each action that the policy is to choose from: new actions
    /// are added, and actions without a row are removed.
    /// </summary>
    /// <remarks>
    /// <para>The action column of the fit must be text or integers, and actions must have features. The features of all actions are those of the table.
    /// They must have gone through the same steps as in the log of the fit: give the method a view that the steps of the pipeline before the policy have
    /// transformed, if any of them changes the features of actions.</para>
    /// <para>If the policy was fitted with <see cref="ActionOptions.UseActionIdentity"/> = false, an action is its features, and a new action with the
    /// features of another one has the same score. Otherwise the score of an action of the fit has a part that belongs to its id. This part is 0 for a new
    /// action, and <see cref="NeuralRankingModelParameters.Warnings"/> says so. Actions of the fit that were removed have it again when they return.</para>
    /// </remarks>
    /// <param name="items">
    /// The table, with one row per action: its id, in the action column of the fit, and its features, in the action features column of the fit.
    /// </param>
    /// <returns>A model with the new policy. This model does not change.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type than in the fit.</exception>
    /// <exception cref="InvalidOperationException">
    /// The action column of the fit is a key, actions have no features, the model was saved by an earlier version, or a value of the table is missing or not
    /// finite.
    /// </exception>
    public NeuralRankingModelParameters WithActions(IDataView items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return _model.With(_head.WithCatalog(_model.Environment.Register(nameof(WithActions)), items));
    }

    private int[]? Find(IReadOnlyCollection<string>? eligible) => eligible is null ? null : _head.Actions.Find(eligible);

    // The generator of a host serves one thread at a time.
    private int NextSeed()
    {
        lock (_drawing)
            return _model.Environment.Rand.Next();
    }
}
