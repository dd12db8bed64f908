namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>Represents a response in a fit.</summary>
/// <param name="Name">The name of its column.</param>
/// <param name="Response">Its index in the log's responses. The main response is 0.</param>
/// <param name="Sign">The sign, which is 1, or -1 for a response to minimize.</param>
/// <param name="DiscountFactor">The discount factor γ.</param>
internal sealed record ResponseRole(string Name, int Response, int Sign, double DiscountFactor);

/// <summary>Describes what one critic learns.</summary>
/// <param name="Name">The response's column, or the name of a sum of responses.</param>
/// <param name="DiscountFactor">The discount factor γ.</param>
/// <param name="Sign">The sign, which is -1 if the critic learns the negative of a response.</param>
/// <param name="Reward">The reward that is summed over a session.</param>
/// <param name="Scale">The mean and the standard deviation of the discounted returns on the training rows.</param>
internal sealed record LearnedReward(string Name, double DiscountFactor, int Sign, Reward Reward, ReturnScale Scale)
{
    /// <summary>Creates the description for one response alone.</summary>
    public static LearnedReward Of(LogRows training, ResponseRole role)
        => Of(training, role.Name, role.DiscountFactor, role.Sign, new(role.Response, role.Sign));

    /// <summary>Creates the description for any reward, with the scale that it has on the training rows.</summary>
    public static LearnedReward Of(LogRows training, string name, double discountFactor, int sign, Reward reward)
    {
        using var rewards = reward.Of(training.Data);
        return new(name, discountFactor, sign, reward, ReturnScale.Of(training, rewards, discountFactor));
    }

    /// <summary>Creates the description of the critic for the model.</summary>
    /// <param name="advantageDeviation">The advantage deviation, in standardized returns.</param>
    public ResponseCritic Describe(double advantageDeviation)
        => new(Name, DiscountFactor, Sign * Scale.Mean, Scale.Deviation, Scale.Deviation * advantageDeviation);
}
