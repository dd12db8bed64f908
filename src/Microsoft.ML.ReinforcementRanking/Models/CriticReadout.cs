namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>How a critic's value is read from a policy's blocks: mean return plus the weighted sum of block values, in the response's unit.</summary>
internal sealed record CriticReadout(ResponseCritic Critic, float[] BlockFactors);
