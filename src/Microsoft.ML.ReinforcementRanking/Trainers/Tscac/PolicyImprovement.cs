namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Specifies how TSCAC computes the closed-form optimum of stage two over a catalog of actions.</summary>
public enum PolicyImprovement
{
    /// <summary>Uses all actions, with the closed form of policies and critics (docs/equations-tscac.md (8), (10)).</summary>
    Exact,

    /// <summary>
    /// Uses the logged actions only, with the paper's importance-corrected policy gradient and weighted likelihood (docs/equations-tscac.md (7), (12)).
    /// </summary>
    Sampled,
}
