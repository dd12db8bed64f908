using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo;
using ShortVideo.Features;
using Policy = Microsoft.ML.Data.RankingPredictionTransformer<Microsoft.ML.Trainers.ReinforcementRanking.NeuralRankingModelParameters>;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.NewVideos;

/// <summary>Evaluates policies on the test rows, apart for new videos and the others.</summary>
internal sealed class NewVideoEvaluation
{
    private readonly MLContext _ml;
    private readonly HashSet<long> _new;
    private readonly IDataView _rows;
    private readonly float[][] _states;
    private readonly double _share;

    public NewVideoEvaluation(MLContext ml, PreparedLog prepared, HashSet<long> newVideos)
    {
        (_ml, _new) = (ml, newVideos);
        _rows = ml.Data.Cache(prepared.Preparation.Transform(prepared.Data.Parts.Test));
        _states = [.. _rows.GetColumn<float[]>("Features")];
        _share = (double)newVideos.Count / prepared.Log.Videos.Count;
        NewRowCount = _rows.GetColumn<long>(nameof(LogRow.VideoId)).Count(newVideos.Contains);
    }

    public int NewRowCount { get; }

    public NewVideoResult Uniform()
    {
        var uniform = _ml.Transforms.CopyColumns("Probability", nameof(LogRow.Propensity)).Fit(_rows).Transform(_rows);
        return new("uniform choice", 1, Evaluate(uniform, isNew: true), Evaluate(uniform, isNew: false), Evaluate(uniform, isNew: null));
    }

    public NewVideoResult Of(string name, Policy policy)
    {
        var scored = _ml.Data.Cache(policy.Transform(_rows), "Probability", nameof(LogRow.Propensity), nameof(LogRow.VideoId), nameof(LogRow.UserId),
            nameof(LogRow.WatchTime), nameof(LogRow.Click));
        var mass = MassOfNewVideos(policy.Model.CategoricalPolicy!);
        return new(name, mass / _share, mass > 0 ? Evaluate(scored, isNew: true) : null, Evaluate(scored, isNew: false), Evaluate(scored, isNew: null));
    }

    private double MassOfNewVideos(CategoricalPolicy policy)
    {
        var isNew = policy.ActionIds.Select(id => _new.Contains(long.Parse(id, System.Globalization.CultureInfo.InvariantCulture))).ToArray();
        var masses = new double[_states.Length];
        Parallel.For(0, _states.Length,
            row => masses[row] = policy.ActionProbabilities(_states[row]).Where((_, action) => isNew[action]).Sum(value => (double)value));
        return masses.Average();
    }

    private OffPolicyMetrics Evaluate(IDataView scored, bool? isNew) => _ml.Ranking.EvaluateOffPolicy(
        isNew is null ? scored : _ml.Data.FilterByCustomPredicate<VideoOfRow>(scored, row => _new.Contains(row.VideoId) != isNew),
        [nameof(LogRow.WatchTime), nameof(LogRow.Click)], rowGroupColumnName: nameof(LogRow.UserId), options: new() { Seed = 1 });
}
