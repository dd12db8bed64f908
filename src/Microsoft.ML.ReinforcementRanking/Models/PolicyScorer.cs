namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>
/// Ranks the catalog, or some of its actions, in one state. It has working memory of its own, so it serves one thread at a time.
/// </summary>
internal sealed class PolicyScorer(CategoricalPolicyHead head)
{
    private readonly CategoricalPolicyEvaluator _evaluator = new(head);
    private readonly HeadRow _row = new(head);
    private readonly PriorityQueue<int, (float Logit, int Order)> _best = new();

    /// <summary>Returns the actions with the highest logits, the highest first. Of equal logits, the first in the catalog comes first.</summary>
    /// <param name="features">The features of the state.</param>
    /// <param name="count">The number of actions, at least 1.</param>
    /// <param name="eligible">The actions to choose from, each once, or null for the catalog.</param>
    /// <exception cref="ArgumentException">The number of features differs from the model's, or a feature is NaN or infinite.</exception>
    public RankedAction[] Top(ReadOnlySpan<float> features, int count, int[]? eligible)
    {
        Load(features);
        var sum = eligible is null ? _evaluator.Logits().Top(count, _best) : _evaluator.Logits().Top(eligible, count, _best);
        RequireFinite(sum, features);
        var actions = new RankedAction[_best.Count];
        for (var place = actions.Length - 1; place >= 0 && _best.TryDequeue(out var action, out var priority); place--)
            actions[place] = new(head.ActionIds[action], priority.Logit, sum.Probability(priority.Logit));
        return actions;
    }

    /// <summary>Returns the probabilities of the eligible actions, in their order.</summary>
    /// <param name="features">The features of the state.</param>
    /// <param name="eligible">The actions to choose from, each once, or null for the catalog.</param>
    /// <exception cref="ArgumentException">The number of features differs from the model's, or a feature is NaN or infinite.</exception>
    public float[] Probabilities(ReadOnlySpan<float> features, int[]? eligible)
    {
        var probabilities = Logits(features, eligible, out var sum);
        sum.Normalize(probabilities);
        return probabilities;
    }

    /// <summary>Draws a page of eligible actions.</summary>
    /// <param name="features">The features of the state.</param>
    /// <param name="count">The number of positions, at least 1.</param>
    /// <param name="eligible">The actions to choose from, each once, or null for the catalog.</param>
    /// <param name="seed">The seed, which is the only source of randomness.</param>
    /// <param name="exploration">The share of exploration, in [0, 1].</param>
    /// <exception cref="ArgumentException">The number of features differs from the model's, or a feature is NaN or infinite.</exception>
    public SampledPage Page(ReadOnlySpan<float> features, int count, int[]? eligible, int seed, double exploration)
        => SampledPage.Draw(Logits(features, eligible), place => head.ActionIds[eligible is null ? place : eligible[place]], count, seed, exploration);

    /// <summary>Computes the logits of the eligible actions, in their order.</summary>
    /// <param name="features">The features of the state.</param>
    /// <param name="eligible">The actions to choose from, each once, or null for the catalog.</param>
    /// <exception cref="ArgumentException">The number of features differs from the model's, or a feature is NaN or infinite.</exception>
    public float[] Logits(ReadOnlySpan<float> features, int[]? eligible) => Logits(features, eligible, out _);

    private float[] Logits(ReadOnlySpan<float> features, int[]? eligible, out SoftmaxSum sum)
    {
        Load(features);
        var logits = new float[eligible?.Length ?? head.Catalog.Count];
        sum = eligible is null ? _evaluator.Logits().OfAll(logits) : _evaluator.Logits().Of(eligible, logits);
        RequireFinite(sum, features);
        return logits;
    }

    private void Load(ReadOnlySpan<float> features)
    {
        if (features.Length != head.StateWidth)
            throw new ArgumentException($"The model was trained on {head.StateWidth} features, but {features.Length} were given.", nameof(features));
        _row.State.Set(features);
        _evaluator.Load(_row);
    }

    private static void RequireFinite(SoftmaxSum sum, ReadOnlySpan<float> features)
    {
        if (!double.IsFinite(sum.LogNormalizer))
            throw new ArgumentException(DescribeNotFinite(features), nameof(features));
    }

    private static string DescribeNotFinite(ReadOnlySpan<float> features)
    {
        var slot = 0;
        while (slot < features.Length && float.IsFinite(features[slot]))
            slot++;
        return slot == features.Length
            ? "The policy's scores are not finite in this state, because a feature is too large. Normalize the features."
            : FormattableString.Invariant($"Feature {slot} of {features.Length} is {features[slot]}, so no action can be scored. ") +
                "Replace missing values before the policy, as in training.";
    }
}
