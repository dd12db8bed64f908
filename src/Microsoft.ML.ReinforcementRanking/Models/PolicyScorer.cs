namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Ranks the catalog in one state. It has working memory of its own, so it serves one thread at a time.</summary>
internal sealed class PolicyScorer(CategoricalPolicyHead head)
{
    private readonly CategoricalPolicyEvaluator _evaluator = new(head);
    private readonly HeadRow _row = new(head);
    private readonly PriorityQueue<int, (float Logit, int Order)> _best = new();

    /// <summary>Returns the actions with the highest logits, the highest first. Of equal logits, the first in the catalog comes first.</summary>
    /// <exception cref="ArgumentException">The number of features differs from the model's, or a feature is NaN or infinite.</exception>
    public RankedAction[] Top(ReadOnlySpan<float> features, int count)
    {
        Load(features);
        var sum = _evaluator.Logits().Top(count, _best);
        RequireFinite(sum, features);
        var actions = new RankedAction[_best.Count];
        for (var place = actions.Length - 1; place >= 0 && _best.TryDequeue(out var action, out var priority); place--)
            actions[place] = new(head.ActionIds[action], priority.Logit, sum.Probability(priority.Logit));
        return actions;
    }

    /// <summary>Returns the probabilities of all actions.</summary>
    /// <exception cref="ArgumentException">The number of features differs from the model's, or a feature is NaN or infinite.</exception>
    public float[] Probabilities(ReadOnlySpan<float> features)
    {
        Load(features);
        var probabilities = new float[head.Catalog.Count];
        var sum = _evaluator.Logits().OfAll(probabilities);
        RequireFinite(sum, features);
        sum.Normalize(probabilities);
        return probabilities;
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
