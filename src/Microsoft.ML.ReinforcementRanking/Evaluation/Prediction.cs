namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>What was predicted for a row, and what came.</summary>
/// <param name="Row">Number of the row in the data.</param>
/// <param name="Score">What rows are ranked by.</param>
/// <param name="Probability">Predicted probability of a positive label, 0 to 1.</param>
/// <param name="IsPositive">The label.</param>
internal readonly record struct Prediction(int Row, float Score, float Probability, bool IsPositive)
{
    private const double LargestLoss = 100;

    /// <summary>Binary cross-entropy in nats, 0 to 100.</summary>
    public double Loss => Math.Min(-Math.Log(IsPositive ? Probability : 1 - (double)Probability), LargestLoss);
}
