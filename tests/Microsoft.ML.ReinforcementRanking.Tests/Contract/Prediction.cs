namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Represents the columns of any policy for the typed interfaces of ML.NET. A column that a policy does not have stays empty.</summary>
internal sealed class Prediction
{
    public float Score { get; set; }

    public float Probability { get; set; }

    public float[] ResponseValues { get; set; } = [];

    public float[] PredictedAction { get; set; } = [];

    /// <summary>The values in the order of <see cref="ScoreReader"/> and of the columns of a policy.</summary>
    public float[] Values => [Score, Probability, .. ResponseValues, .. PredictedAction];
}
