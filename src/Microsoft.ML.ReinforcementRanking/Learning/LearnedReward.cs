namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>A response in a fit.</summary>
/// <param name="Name">Its column.</param>
/// <param name="Response">Its index in the log's responses; 0 is the main one.</param>
/// <param name="Sign">+1, or -1 to minimize.</param>
/// <param name="DiscountFactor">γ.</param>
internal sealed record ResponseRole(string Name, int Response, int Sign, double DiscountFactor);

/// <summary>What one critic learns.</summary>
/// <param name="Name">The response's column, or the name of a sum of responses.</param>
/// <param name="DiscountFactor">γ.</param>
/// <param name="Sign">-1 where the critic learns the negative of a response.</param>
/// <param name="Reward">What is added up.</param>
/// <param name="Scale">Mean and deviation of the discounted training returns.</param>
internal sealed record LearnedReward(string Name, double DiscountFactor, int Sign, Reward Reward, ReturnScale Scale)
{
    /// <summary>One response alone.</summary>
    public static LearnedReward Of(LogRows training, ResponseRole role)
        => Of(training, role.Name, role.DiscountFactor, role.Sign, new(role.Response, role.Sign));

    /// <summary>Any reward, with the scale that it has on the training rows.</summary>
    public static LearnedReward Of(LogRows training, string name, double discountFactor, int sign, Reward reward)
        => new(name, discountFactor, sign, reward, ReturnScale.Of(training, reward.Of(training.Data), discountFactor));

    /// <summary>What a model says of the critic that learned this.</summary>
    /// <param name="advantageDeviation">In standardized returns.</param>
    public ResponseCritic Describe(double advantageDeviation)
        => new(Name, DiscountFactor, Sign * Scale.Mean, Scale.Deviation, Scale.Deviation * advantageDeviation);
}
