namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Specifies what the critics of an actor-critic estimate.</summary>
public enum CriticStructure
{
    /// <summary>One critic estimates the weighted sum of the responses, with one discount.</summary>
    Joint,

    /// <summary>One critic per response, each with its own discount, estimates that response. Their weighted values are summed.</summary>
    PerResponse,
}
