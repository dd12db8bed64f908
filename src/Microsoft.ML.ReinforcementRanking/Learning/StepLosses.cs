namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>The named losses of one step.</summary>
internal readonly record struct StepLosses(string Name, double Value);
