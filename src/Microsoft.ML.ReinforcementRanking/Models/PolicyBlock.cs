using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>A two-tower function and the part it plays in a policy.</summary>
/// <param name="Function">f(s, a).</param>
/// <param name="ReferenceFactor">Its factor in the logits of the reference policies' product.</param>
/// <param name="ImprovementFactor">Its factor in the main advantage at constraint strength 1.</param>
internal sealed record PolicyBlock(TwoTowerBlock Function, float ReferenceFactor, float ImprovementFactor)
{
    public float FactorAt(double constraintStrength) => (float)(ReferenceFactor + ImprovementFactor / constraintStrength);
}
