using Microsoft.ML.Trainers.ReinforcementRanking;

namespace MultiTask;

/// <summary>Represents the metrics of a trained backbone on the test rows.</summary>
/// <param name="Backbone">The name of the backbone on the command line.</param>
/// <param name="Training">The name of the training method.</param>
/// <param name="Metrics">The metrics on the test rows.</param>
internal sealed record StudyResult(string Backbone, string Training, TaskRankingMetrics Metrics);
