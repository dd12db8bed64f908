namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>How a policy climbs its critics (docs/actor-critic.md has the equations).</summary>
public enum ActorCriticAlgorithm
{
    /// <summary>Catalog: policy gradient of logged actions, with importance weights to the behavior policy (A2C).</summary>
    A2C,

    /// <summary>Catalog: likelihood of logged actions, weighted by the exponential of their advantage (AWAC).</summary>
    Awac,

    /// <summary>Catalog: expected value plus entropy, summed over all actions (discrete SAC).</summary>
    Sac,

    /// <summary>Continuous: deterministic policy gradient with one critic (DDPG).</summary>
    Ddpg,

    /// <summary>Continuous: the smaller of twin critics, target noise, delayed policy (TD3).</summary>
    Td3,

    /// <summary>Continuous: <see cref="Td3"/> held to the logged actions (TD3+BC).</summary>
    Td3PlusBC,
}
