namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>How a stage begins.</summary>
internal sealed record StageStart
{
    /// <summary>Untrained, with the randomness that the stages before have left.</summary>
    public static readonly StageStart Fresh = new();

    /// <summary>Whether the learner comes trained: then it is the incumbent, which the first epoch must beat, and a model to return when canceled.</summary>
    public bool IsTrained { get; init; }

    /// <summary>
    /// A number that, together with the seed, fixes order of rows and dropout of the stage, whatever ran before it; null where the number of the stage does.
    /// </summary>
    public int? Stream { get; init; }
}
