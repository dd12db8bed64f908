using Microsoft.ML.Trainers.ReinforcementRanking.Learning;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>What one critic of an actor-critic learns.</summary>
/// <param name="Name">The response's column, or that of the sum.</param>
/// <param name="DiscountFactor">γ.</param>
/// <param name="Sign">-1 where the critic learns the negative of a response.</param>
/// <param name="Reward">What is added up.</param>
/// <param name="Scale">Mean and deviation of the discounted training returns.</param>
internal sealed record LearnedReward(string Name, double DiscountFactor, int Sign, Reward Reward, ReturnScale Scale);
