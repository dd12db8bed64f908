namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>What the critics of an actor-critic estimate.</summary>
public enum CriticStructure
{
    /// <summary>One critic estimates the weighted sum of the responses, with one discount.</summary>
    Joint,

    /// <summary>One critic per response, each with its own discount. Their weighted values are summed.</summary>
    PerResponse,
}
