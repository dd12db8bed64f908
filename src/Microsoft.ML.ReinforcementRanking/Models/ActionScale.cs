namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Mean and standard deviation of each dimension of a continuous action on the training rows.</summary>
internal sealed record ActionScale(float[] Means, float[] Deviations)
{
    public int Size => Means.Length;
}
