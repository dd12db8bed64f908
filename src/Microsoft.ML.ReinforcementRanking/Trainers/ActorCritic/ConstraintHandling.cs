namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>How an actor-critic makes one objective of several responses.</summary>
public enum ConstraintHandling
{
    /// <summary>The sum of the responses with constant weights.</summary>
    WeightedSum,

    /// <summary>Reward-constrained policy optimization: weights of responses with a lower bound rise while it is violated and fall while it is kept.</summary>
    Rcpo,

    /// <summary>Multi-gradient descent: in each step the direction in which no response gets worse.</summary>
    Pareto,
}
