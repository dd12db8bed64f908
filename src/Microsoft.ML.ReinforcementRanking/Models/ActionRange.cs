namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Where a continuous action lies in every dimension, in the user's units: a policy's mean is squashed into it.</summary>
internal sealed record ActionRange(float Minimum, float Maximum)
{
    /// <summary>The sigmoid of a network's output, stretched over the range; inside it whatever the rounding.</summary>
    public float Squash(float output) => Math.Clamp(Minimum + (Maximum - Minimum) / (1 + MathF.Exp(-output)), Minimum, Maximum);
}
