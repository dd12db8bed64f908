namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>How TSCAC reaches the closed-form optimum of stage two over a catalog of actions.</summary>
public enum PolicyImprovement
{
    /// <summary>
    /// Over all actions: the closed form of policies and critics (docs/equations-tscac.md (8), (10)).
    /// </summary>
    Exact,

    /// <summary>
    /// On the logged actions only: the paper's importance-corrected policy gradient and weighted likelihood (docs/equations-tscac.md (7), (12)).
    /// </summary>
    Sampled,
}
