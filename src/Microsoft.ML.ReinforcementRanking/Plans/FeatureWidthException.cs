namespace Microsoft.ML.Trainers.ReinforcementRanking.Plans;

/// <summary>Represents the error that the features column is too wide for a network. A trainer adds the name of the column.</summary>
/// <param name="message">The sizes, and the remedy.</param>
internal sealed class FeatureWidthException(string message) : InvalidOperationException(message);
