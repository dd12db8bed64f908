using Microsoft.ML.Trainers.ReinforcementRanking;

namespace MultiTask;

/// <summary>How well a trained backbone predicts the test rows.</summary>
/// <param name="Backbone">Its name on the command line.</param>
/// <param name="Training">How it was trained.</param>
/// <param name="Metrics">On the test rows.</param>
internal sealed record StudyResult(string Backbone, string Training, TaskRankingMetrics Metrics);
