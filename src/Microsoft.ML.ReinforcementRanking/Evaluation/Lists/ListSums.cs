using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Represents the mean over requests of a metric, from sums by unit.</summary>
internal sealed class RequestMean : Ratio
{
    /// <summary>Adds a request. Where the metric is undefined, which null means, the request does not count.</summary>
    public void Add(int unit, double? value) => Add(unit, value ?? 0, value is null ? 0 : 1);
}

/// <summary>Counts the items that lists show, and how many of them a single unit shows.</summary>
internal sealed class ItemCoverage
{
    private const int Several = -1;

    /// <summary>The unit that shows an item, or <see cref="Several"/>.</summary>
    private readonly Dictionary<int, int> _unitOf = [];

    public void Add(int unit, IEnumerable<int> items)
    {
        foreach (var item in items)
            _unitOf[item] = !_unitOf.TryGetValue(item, out var other) || other == unit ? unit : Several;
    }

    /// <summary>Returns the share of the catalog that is shown.</summary>
    public double Share(int catalogSize) => (double)_unitOf.Count / catalogSize;

    /// <summary>Returns the shares without each unit in turn.</summary>
    public double[] LeaveOneOut(int unitCount, int catalogSize)
    {
        var own = new int[unitCount];
        foreach (var unit in _unitOf.Values.Where(unit => unit != Several))
            own[unit]++;
        return Array.ConvertAll(own, count => (double)(_unitOf.Count - count) / catalogSize);
    }
}

/// <summary>Represents the sums of all metrics at one cutoff.</summary>
internal sealed class CutoffSums
{
    public CutoffSums(int cutoff, UnitTable units)
    {
        Cutoff = cutoff;
        foreach (var mean in new[] { Ndcg, HitRate, Diversity })
            mean.Attach(units);
    }

    public int Cutoff { get; }

    public RequestMean Ndcg { get; } = new();

    public RequestMean HitRate { get; } = new();

    public RequestMean Diversity { get; } = new();

    public ItemCoverage Coverage { get; } = new();
}

/// <summary>Computes the metrics of lists from one request after the other. Memory grows with clusters and items, and not with rows.</summary>
internal sealed class ListSums
{
    private readonly ListEvaluationOptions _options;
    private readonly int _seed;
    private readonly UnitTable _units = new(ColumnStore.Memory);
    private readonly CutoffSums[] _cutoffs;
    private readonly RequestMean _reciprocalRank = new();
    private long _rows;
    private int _requests;
    private int _relevant;

    public ListSums(ListEvaluationOptions options, int seed)
    {
        (_options, _seed) = (options, seed);
        _cutoffs = [.. options.Cutoffs.Select(cutoff => new CutoffSums(cutoff, _units))];
        _reciprocalRank.Attach(_units);
    }

    /// <summary>Adds a request of a unit that intervals keep whole. Units are numbered from 0 without gaps.</summary>
    public void Add(int unit, IReadOnlyList<ListRow> rows)
    {
        var list = new RankedList(rows);
        var isRelevant = list.HasRelevantRow;
        _rows += rows.Count;
        _requests++;
        _relevant += isRelevant ? 1 : 0;
        _reciprocalRank.Add(unit, isRelevant ? list.ReciprocalRank : null);
        foreach (var sums in _cutoffs)
        {
            sums.Ndcg.Add(unit, isRelevant ? list.Ndcg(sums.Cutoff) : null);
            sums.HitRate.Add(unit, isRelevant ? list.IsHit(sums.Cutoff) ? 1 : 0 : null);
            if (_options.FeatureColumnName is not null)
                sums.Diversity.Add(unit, list.Diversity(sums.Cutoff));
            if (_options.ActionColumnName is not null)
                sums.Coverage.Add(unit, list.Items(sums.Cutoff));
        }
    }

    /// <summary>Returns the metrics of all requests.</summary>
    /// <param name="itemCount">The number of different items in the data.</param>
    public ListMetrics ToMetrics(int itemCount)
    {
        var catalogSize = _options.CatalogSize ?? itemCount;
        return new()
        {
            MeanReciprocalRank = Estimate(_reciprocalRank),
            Cutoffs = [.. _cutoffs.Select(sums => new CutoffMetrics
            {
                Cutoff = sums.Cutoff,
                Ndcg = Estimate(sums.Ndcg),
                HitRate = Estimate(sums.HitRate),
                CatalogCoverage = _options.ActionColumnName is null
                    ? null
                    : Estimate(sums.Coverage.Share(catalogSize), sums.Coverage.LeaveOneOut(_units.Count, catalogSize)),
                IntraListDiversity = _options.FeatureColumnName is null ? null : Estimate(sums.Diversity),
            })],
            RowCount = _rows,
            RequestCount = _requests,
            RelevantRequestCount = _relevant,
            ClusterCount = _units.Count,
            CatalogSize = _options.ActionColumnName is null ? null : catalogSize,
            ConfidenceLevel = _options.ConfidenceLevel,
        };
    }

    private ListEstimate Estimate(RequestMean mean)
    {
        var whole = _units.Whole();
        return Estimate(mean.Estimate(whole), mean.LeaveOneOut(whole));
    }

    // Replicates of a bootstrap show fewer different items than the data, so the intervals are those of pseudo-values, which suit the means, too.
    private ListEstimate Estimate(double value, Column<double> leftOut)
    {
        var (lower, upper) = Intervals.Studentized(value, leftOut, _options.ConfidenceLevel, new(_options.NumberOfBootstrapSamples, _seed));
        return new() { Value = value, LowerBound = lower, UpperBound = upper };
    }
}
