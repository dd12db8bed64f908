using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

/// <summary>Creates small data with the predictions of a click task, and evaluates them with few arguments.</summary>
internal static class ScoredTasks
{
    public static Row[] Rows(int[] labels, float[] probabilities, int[] sessions) =>
    [
        .. labels.Select((label, i) => new Row { Click = label == 1, Probability = probabilities[i], GroupId = sessions[i], User = $"u{sessions[i]}" }),
    ];

    public static TaskRankingMetrics Evaluate<T>(IEnumerable<T> rows, string? user = null)
        where T : class => ScoredLog.Context.Ranking.EvaluateTasks(ScoredLog.View(rows), ["Click"], userColumnName: user);

    public static TaskMetrics Describe(int[] labels, float[] probabilities, int[] sessions, int[]? users = null) => TaskReport.Describe(
        "Click", [.. labels.Select(label => (float)label)], probabilities, Groups(sessions), users is null ? null : Groups(users));

    /// <summary>Creates data in which every row is its own session.</summary>
    public static TaskMetrics Describe(int[] labels, float[] probabilities) => Describe(labels, probabilities, [.. Enumerable.Range(0, labels.Length)]);

    private static RowGroups Groups(int[] ofRow) => new(ofRow, ofRow.Max() + 1);

    public sealed class Row
    {
        private float? _score;

        public bool Click { get; set; }

        /// <summary>The score. It has the order of the probability unless it is set.</summary>
        [ColumnName("Click.Score")]
        public float Score { get => _score ?? Probability; set => _score = value; }

        [ColumnName("Click.Probability")]
        public float Probability { get; set; }

        [ColumnName("Click.PredictedLabel")]
        public bool PredictedLabel { get; set; }

        public int GroupId { get; set; }

        public string User { get; set; } = "";
    }

    public sealed class RowOf<TLabel, TProbability>
    {
        public TLabel Click { get; set; } = default!;

        [ColumnName("Click.Probability")]
        public TProbability Probability { get; set; } = default!;

        public int GroupId { get; set; }
    }
}
