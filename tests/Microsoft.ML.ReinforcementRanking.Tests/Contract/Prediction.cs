namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>The columns of any policy, for ML.NET's typed interfaces; a column that a policy lacks stays empty.</summary>
internal sealed class Prediction
{
    public float Score { get; set; }

    public float Probability { get; set; }

    public float[] ResponseValues { get; set; } = [];

    public float[] PredictedAction { get; set; } = [];

    /// <summary>In the order of <see cref="ScoreReader"/> and of a policy's columns.</summary>
    public float[] Values => [Score, Probability, .. ResponseValues, .. PredictedAction];
}
