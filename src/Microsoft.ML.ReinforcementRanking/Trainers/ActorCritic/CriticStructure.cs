namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>What the critics of an actor-critic estimate.</summary>
public enum CriticStructure
{
    /// <summary>One critic of the weighted sum of responses, with one discount.</summary>
    Joint,

    /// <summary>A critic per response, each with its discount; their values are summed.</summary>
    PerResponse,
}
