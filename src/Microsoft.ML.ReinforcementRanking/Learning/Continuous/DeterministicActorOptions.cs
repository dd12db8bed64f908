namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;

/// <summary>The variant of a deterministic actor.</summary>
/// <param name="IsTwinDelayed">TD3: target noise, and a step of the policy on every second step of the critics. Else DDPG.</param>
/// <param name="CloningStrength">c of the cloning term; 0: none.</param>
/// <param name="TargetUpdateRate">Polyak rate of the lagged policy.</param>
/// <param name="Standardizer">Scale of actions.</param>
internal sealed record DeterministicActorOptions(bool IsTwinDelayed, double CloningStrength, double TargetUpdateRate, ActionStandardizer Standardizer);
