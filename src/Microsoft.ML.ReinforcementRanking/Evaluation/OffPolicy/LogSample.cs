namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Represents a row of a scored log.</summary>
/// <param name="Session">The number of the session, or of the page where pages are estimated, from 0, in order of first appearance.</param>
/// <param name="Unit">The number of the unit that intervals resample, from 0.</param>
/// <param name="State">The number of the discrete state, from 0. It is 0 where no state column is named.</param>
/// <param name="Weight">The weight, which is probability / propensity. It is finite and at least 0.</param>
/// <param name="HalfWeights">The weight in each half-sample, with the propensities of the half-sample. It is NaN where the row is not in it.</param>
/// <param name="Responses">The responses. A placebo is the last one.</param>
/// <param name="ActionValues">The values q(s, a), one per response. They are empty where the log has no values.</param>
/// <param name="StateValues">The values v(s), one per response. They are empty where the log has no values.</param>
/// <param name="IsUnseen">Whether the policy has never seen the row's action.</param>
internal sealed record LogRow(
    int Session, int Unit, int State, double Weight, double[] HalfWeights, double[] Responses, double[] ActionValues, double[] StateValues, bool IsUnseen)
{
    /// <summary>The place of the row on its page. It is not used where no pages are estimated.</summary>
    public PagePlace Place { get; init; }
}

/// <summary>Identifies an estimate of a log.</summary>
/// <param name="Response">The number of the response, from 0. A placebo is the last one.</param>
/// <param name="Estimator">The estimator.</param>
/// <param name="WeightCap">The cap at which the estimator is repeated, or null for the cap of the options.</param>
internal readonly record struct EstimateKey(int Response, Estimator Estimator, double? WeightCap = null);

/// <summary>Represents a weighted log, with statistics of its weights, and the sums of every estimator that the options ask for.</summary>
internal sealed class LogSample
{
    private readonly double? _discount;
    private readonly bool _hasPositionWeights;
    private readonly EstimatorSums[][] _sumsOfResponse;
    private readonly Dictionary<EstimateKey, EstimatorSums> _sums = [];
    private readonly List<Progress> _sessions = [];

    /// <param name="responseCount">The number of responses without the placebo.</param>
    /// <param name="options">The options, which select the estimators and their settings.</param>
    public LogSample(int responseCount, OffPolicyOptions options)
    {
        var settings = new EstimatorSettings(options.WeightCap, options.ReturnDiscount, options.SwitchThreshold);
        EstimatorSums[] Create(int response, Func<Estimator, bool> applies)
        {
            EstimateKey[] keys =
            [
                .. EstimatorList.All.Where(applies).Select(estimator => new EstimateKey(response, estimator)),
                .. options.SensitivityWeightCaps.Distinct().Select(cap => new EstimateKey(response, EstimatorList.Capped, cap)),
            ];
            return Array.ConvertAll(keys, key => _sums[key] = key.Estimator.Create(settings with { WeightCap = key.WeightCap ?? options.WeightCap }));
        }
        _discount = options.ReturnDiscount;
        OtherCaps = [.. options.SensitivityWeightCaps.Select(cap => (cap, new WeightStatistics(cap)))];
        _sumsOfResponse =
        [
            .. Enumerable.Range(0, responseCount).Select(response => Create(response, estimator => estimator.AppliesTo(options))),
            .. options.PlaceboColumnName is null ? Array.Empty<EstimatorSums[]>() : [Create(responseCount, IsForPlacebo)],
        ];
        Weights = new(options.WeightCap);
        SessionWeights = new(options.WeightCap);
        PositionWeights = new(options.WeightCap);
        _hasPositionWeights = options.PositionPropensityColumnName is not null;
    }

    /// <summary>The weights of the rows.</summary>
    public WeightStatistics Weights { get; }

    /// <summary>The number of rows whose action the policy has never seen.</summary>
    public long UnseenCount { get; private set; }

    /// <summary>The products of weights over sessions, or over pages. They are empty where neither a discount nor pages are given.</summary>
    public WeightStatistics SessionWeights { get; }

    /// <summary>The weights of items at their positions. They are empty where the log has none.</summary>
    public WeightStatistics PositionWeights { get; }

    /// <summary>The caps at which the capped estimator is repeated, with the weights under each.</summary>
    public (double WeightCap, WeightStatistics Weights)[] OtherCaps { get; }

    /// <summary>The sums of every estimate.</summary>
    public IReadOnlyDictionary<EstimateKey, EstimatorSums> Sums => _sums;

    /// <summary>Returns the number of rows so far of a session.</summary>
    public int RowsOf(int session) => _sessions[session].Rows;

    /// <summary>Adds a row. Returns false where the product of the session's weights overflows.</summary>
    public bool Add(LogRow row)
    {
        Weights.Add(row.Unit, row.Weight);
        UnseenCount += row.IsUnseen ? 1 : 0;
        foreach (var (_, weights) in OtherCaps)
            weights.Add(row.Unit, row.Weight);
        if (_hasPositionWeights)
            PositionWeights.Add(row.Unit, row.Place.Weight);
        var weighted = new WeightedRow
        {
            Unit = row.Unit,
            Session = row.Session,
            State = row.State,
            Discount = 1,
            Weight = row.Weight,
            PreviousRatio = 1,
            Ratio = row.Weight,
        };
        if (_discount is { } discount)
        {
            weighted = Follow(weighted, row, discount);
            if (!double.IsFinite(weighted.Ratio))
                return false;
        }
        for (var response = 0; response < _sumsOfResponse.Length; response++)
        {
            var hasValues = response < row.ActionValues.Length;
            weighted = weighted with
            {
                Response = row.Responses[response],
                ActionValue = hasValues ? row.ActionValues[response] : double.NaN,
                StateValue = hasValues ? row.StateValues[response] : double.NaN,
            };
            foreach (var sums in _sumsOfResponse[response])
                sums.Add(weighted);
        }
        return true;
    }

    /// <summary>Adds the sessions, whose products of weights are known after the last row. It is called once, after the last row.</summary>
    public void Complete()
    {
        foreach (var session in _sessions)
        {
            SessionWeights.Add(session.Unit, session.Ratio);
            for (var response = 0; response < _sumsOfResponse.Length; response++)
            {
                foreach (var sums in _sumsOfResponse[response])
                    sums.Add(new WeightedSession(session.Unit, session.Ratio, session.Returns[response]));
            }
        }
        foreach (var sums in _sums.Values)
            sums.Complete();
    }

    /// <summary>Whether an estimator applies to a placebo, which is a response of rows for which no model has values.</summary>
    private static bool IsForPlacebo(Estimator estimator) => estimator is { Level: EstimatorLevel.Row, Needs: EstimatorNeeds.Weights };

    /// <summary>Returns a row with its position in its session. The rows of a session need not be adjacent.</summary>
    private WeightedRow Follow(in WeightedRow weighted, LogRow row, double discount)
    {
        if (row.Session == _sessions.Count)
            _sessions.Add(new(row.Unit, 0, 1, 1, new double[row.Responses.Length]));
        var session = _sessions[row.Session];
        var factor = Math.Pow(discount, session.Rows);
        for (var response = 0; response < row.Responses.Length; response++)
            session.Returns[response] += factor * row.Responses[response];
        var ratio = session.Ratio * row.Weight;
        _sessions[row.Session] = session with { Rows = session.Rows + 1, Ratio = ratio, PositionWeight = row.Place.Weight };
        return weighted with
        {
            Step = session.Rows,
            Discount = factor,
            PreviousRatio = session.Ratio,
            Ratio = ratio,
            PreviousPositionWeight = session.PositionWeight,
            PositionWeight = row.Place.Weight,
        };
    }

    /// <summary>Represents the state of a session, or of a page, that has been read in part.</summary>
    private readonly record struct Progress(int Unit, int Rows, double Ratio, double PositionWeight, double[] Returns);
}

/// <summary>
/// Represents random halves of a log's units, each weighted by propensities that were estimated on it alone (McCarthy, 1969). The estimate of a half
/// deviates from that of the whole as the estimate of the whole deviates from the truth, because a half has half the units and shares them with the whole.
/// Half-samples therefore show how estimated propensities change the variance.
/// </summary>
internal sealed class HalfSamples(int count, Func<LogSample> create)
{
    private readonly Half[] _halves = [.. Enumerable.Range(0, count).Select(_ => new Half(create()))];

    /// <summary>The number of halves. It is 0 where propensities count as known.</summary>
    public int Count => _halves.Length;

    /// <summary>Returns an estimate of every half, with propensities of its own, and with those of the whole log.</summary>
    public (double Own, double Shared)[] Estimate(EstimateKey key, EstimatorSums wholeLog) =>
        Array.ConvertAll(_halves, half => (half.Sample.Sums[key].Estimate(), wholeLog.Estimate(half.UnitCounts)));

    /// <summary>
    /// Records the halves that the row's unit is in. Returns the first half in which another row of the unit was on the other side, or null.
    /// </summary>
    public int? FindContradiction(LogRow row)
    {
        for (var half = 0; half < _halves.Length; half++)
        {
            if (!_halves[half].Place(row.Unit, isInside: !double.IsNaN(row.HalfWeights[half])))
                return half;
        }
        return null;
    }

    /// <summary>Adds a row to the halves that it is in. Returns false where the product of a session's weights overflows.</summary>
    public bool Add(LogRow row)
    {
        var isFinite = true;
        foreach (var (half, weight) in _halves.Zip(row.HalfWeights))
            isFinite &= double.IsNaN(weight) || half.Add(row, weight);
        return isFinite;
    }

    public void Complete() => Array.ForEach(_halves, half => half.Sample.Complete());

    /// <summary>Represents one half. All its rows form one unit, because only totals are needed.</summary>
    private sealed class Half(LogSample sample)
    {
        private readonly Dictionary<int, int> _sessions = [];

        /// <summary>Whether each unit is in the half, or null where no row of it was seen.</summary>
        private readonly List<bool?> _hasUnit = [];

        public LogSample Sample => sample;

        /// <summary>
        /// The number of times that each unit counts in a log that consists of this half twice. It is known when all rows have been added.
        /// </summary>
        public double[] UnitCounts => field ??= [.. _hasUnit.Select(isInside => isInside == true ? 2.0 : 0)];

        public bool Place(int unit, bool isInside)
        {
            while (_hasUnit.Count <= unit)
                _hasUnit.Add(null);
            _hasUnit[unit] ??= isInside;
            return _hasUnit[unit] == isInside;
        }

        public bool Add(LogRow row, double weight) => sample.Add(row with { Session = IndexOf(row.Session), Unit = 0, Weight = weight });

        /// <summary>The numbers of the sessions in this half. A sample numbers the sessions that it contains from 0.</summary>
        private int IndexOf(int session)
        {
            if (!_sessions.TryGetValue(session, out var index))
                _sessions.Add(session, index = _sessions.Count);
            return index;
        }
    }
}
