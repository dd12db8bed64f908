using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo.Evaluation;
using ShortVideo.Features;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Tables;

/// <summary>
/// Estimates NCIS of the discounted return of each row, instead of its own response, so that the effect of an action on the rest of the session is
/// included. This is exact at discount 0. Otherwise, the rest of the session follows the logged policy.
/// </summary>
internal sealed class ReturnEvaluator
{
    private readonly MLContext _ml;
    private readonly IDataView _rows;
    private readonly float[] _propensities;
    private readonly long[] _users;
    private readonly Dictionary<string, double[]> _returns;

    public ReturnEvaluator(MLContext ml, IDataView rows, double discount)
    {
        (_ml, _rows) = (ml, rows);
        _propensities = [.. rows.GetColumn<float>(nameof(LogRow.Propensity))];
        _users = [.. rows.GetColumn<long>(nameof(LogRow.UserId))];
        _returns = Responses.ToDictionary(response => response, response => LoggedReturn.Of(rows, response, discount));
    }

    private static IReadOnlyList<string> Responses { get; } = [Evaluator.Responses[0], .. MethodTrainer.Auxiliaries];

    public OffPolicyMetrics Of(TablePolicy policy, double temperature)
    {
        var rows = policy.Score(_rows, temperature).GetColumn<float>(nameof(ReturnRow.Probability)).Select((probability, row) => new ReturnRow
        {
            UserId = _users[row],
            Probability = probability,
            Propensity = _propensities[row],
            WatchTime = (float)_returns[nameof(ReturnRow.WatchTime)][row],
            Click = (float)_returns[nameof(ReturnRow.Click)][row],
            Interaction = (float)_returns[nameof(ReturnRow.Interaction)][row],
        });
        return _ml.Ranking.EvaluateOffPolicy(
            _ml.Data.LoadFromEnumerable(rows.ToArray()), [.. Responses], rowGroupColumnName: nameof(ReturnRow.UserId),
            options: new() { NumberOfBootstrapSamples = 0 });
    }

    private sealed class ReturnRow
    {
        public long UserId { get; set; }

        public float Probability { get; set; }

        public float Propensity { get; set; }

        public float WatchTime { get; set; }

        public float Click { get; set; }

        public float Interaction { get; set; }
    }
}
