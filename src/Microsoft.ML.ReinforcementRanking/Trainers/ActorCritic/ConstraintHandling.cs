namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Specifies how an actor-critic combines several responses into one objective.</summary>
public enum ConstraintHandling
{
    /// <summary>The sum of the responses with constant weights (docs/equations-tscac.md (22)).</summary>
    WeightedSum,

    /// <summary>
    /// Reward-constrained policy optimization: the weight of a response with a lower bound rises while the bound is violated and falls while it is kept
    /// (docs/equations-tscac.md (27)).
    /// </summary>
    Rcpo,

    /// <summary>Multi-gradient descent: each step goes in a direction in which no response gets worse (docs/equations-tscac.md (28)).</summary>
    Pareto,
}
