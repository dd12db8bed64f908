namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Computes the logits of the whole catalog in one state. It has working memory of its own, so it serves one thread at a time.</summary>
internal sealed class PolicyScorer(CategoricalPolicyHead head)
{
    private readonly CategoricalPolicyEvaluator _evaluator = new(head);
    private readonly HeadRow _row = new(head);
    private readonly float[] _logits = new float[head.Catalog.Count];
    private double _logNormalizer;

    /// <summary>Moves to a state.</summary>
    /// <exception cref="ArgumentException">The number of features differs from the model's, or a feature is NaN or infinite.</exception>
    public void Load(ReadOnlySpan<float> features)
    {
        if (features.Length != head.StateWidth)
            throw new ArgumentException($"The model was trained on {head.StateWidth} features, but {features.Length} were given.", nameof(features));
        features.CopyTo(_row.State);
        _evaluator.Load(_row);
        _logNormalizer = _evaluator.Logits(_logits);
        if (!double.IsFinite(_logNormalizer))
            throw new ArgumentException(DescribeNotFinite(), nameof(features));
    }

    public float Logit(int action) => _logits[action];

    public float Probability(int action) => (float)Math.Exp(_logits[action] - _logNormalizer);

    /// <summary>Returns the actions with the highest logits, the highest first. Of equal logits, the first in the catalog comes first.</summary>
    public int[] Top(int count)
    {
        var best = new PriorityQueue<int, (float Logit, int Order)>(Math.Min(count, _logits.Length));
        for (var action = 0; action < _logits.Length; action++)
        {
            if (best.Count < count)
                best.Enqueue(action, (_logits[action], -action));
            else
                best.EnqueueDequeue(action, (_logits[action], -action));
        }
        var actions = new int[best.Count];
        for (var place = actions.Length - 1; place >= 0; place--)
            actions[place] = best.Dequeue();
        return actions;
    }

    private string DescribeNotFinite()
    {
        var slot = Array.FindIndex(_row.State, feature => !float.IsFinite(feature));
        return slot < 0
            ? "The policy's scores are not finite in this state, because a feature is too large. Normalize the features."
            : FormattableString.Invariant($"Feature {slot} of {_row.State.Length} is {_row.State[slot]}, so no action can be scored. ") +
                "Replace missing values before the policy, as in training.";
    }
}
