namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Candidates;

/// <summary>Represents lists of candidates for training and for test.</summary>
internal sealed record ListData(string Name, ListRow[] Training, ListRow[] Test);
