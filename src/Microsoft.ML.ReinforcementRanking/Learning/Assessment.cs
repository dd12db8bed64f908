namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>How good a learner is on held-out rows.</summary>
/// <param name="Value">Higher is better; only compared within a stage. Null where nothing compares epochs: the last one is kept.</param>
/// <param name="Metrics">What is reported, by name.</param>
internal sealed record Assessment(double? Value, IReadOnlyDictionary<string, double> Metrics);
