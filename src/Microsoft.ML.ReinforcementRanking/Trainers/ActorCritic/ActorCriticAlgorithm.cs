namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Specifies how the policy of an actor-critic uses its critics.</summary>
public enum ActorCriticAlgorithm
{
    /// <summary>For a catalog: the policy gradient of logged actions with importance weights (docs/equations-tscac.md (7), (23)).</summary>
    A2C,

    /// <summary>For a catalog: the likelihood of logged actions, weighted by the exponential of their advantages (docs/equations-tscac.md (24)).</summary>
    Awac,

    /// <summary>For a catalog: the expected value plus entropy, summed over all actions; discrete soft actor-critic (docs/equations-tscac.md (25)).</summary>
    Sac,

    /// <summary>For continuous actions: the deterministic policy gradient with one critic (docs/equations-tscac.md (26)).</summary>
    Ddpg,

    /// <summary>For continuous actions: twin critics, target noise, and delayed updates of the policy (docs/equations-tscac.md (6), (26)).</summary>
    Td3,

    /// <summary>For continuous actions: <see cref="Td3"/> with an imitation term toward the logged actions (docs/equations-tscac.md (26)).</summary>
    Td3PlusBC,
}
