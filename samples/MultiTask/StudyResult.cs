using Microsoft.ML.Trainers.ReinforcementRanking;

namespace MultiTask;

/// <summary>How well a trained model does on the test part.</summary>
internal sealed record StudyResult(string Backbone, string Training, TaskRankingMetrics Metrics);
