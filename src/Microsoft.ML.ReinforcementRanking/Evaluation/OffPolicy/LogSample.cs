using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

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
    private readonly RecordTable<Progress> _sessions;

    /// <summary>The discounted sums of the responses so far of each session.</summary>
    private readonly RecordTable<double> _returns;
    private readonly double[] _ownReturns;

    /// <param name="responseCount">The number of responses without the placebo.</param>
    /// <param name="options">The options, which select the estimators and their settings.</param>
    /// <param name="store">The place of everything that is kept for each unit and each session.</param>
    public LogSample(int responseCount, OffPolicyOptions options, ColumnStore store)
    {
        var settings = new EstimatorSettings(options.WeightCap, options.ReturnDiscount, options.SwitchThreshold);
        EstimatorSums[] Create(int response, Func<Estimator, bool> applies)
        {
            EstimateKey[] keys =
            [
                .. EstimatorList.All.Where(applies).Select(estimator => new EstimateKey(response, estimator)),
                .. options.SensitivityWeightCaps.Distinct().Select(cap => new EstimateKey(response, EstimatorList.Capped, cap)),
            ];
            return Array.ConvertAll(
                keys, key => _sums[key] = key.Estimator.NewSums(settings with { WeightCap = key.WeightCap ?? options.WeightCap }, Units));
        }
        Units = new(store);
        _discount = options.ReturnDiscount;
        OtherCaps = [.. options.SensitivityWeightCaps.Select(cap => (cap, new WeightStatistics(cap)))];
        _sumsOfResponse =
        [
            .. Enumerable.Range(0, responseCount).Select(response => Create(response, estimator => estimator.AppliesTo(options))),
            .. options.PlaceboColumnName is null ? Array.Empty<EstimatorSums[]>() : [Create(responseCount, IsForPlacebo)],
        ];
        Weights = new(options.WeightCap, Units);
        SessionWeights = new(options.WeightCap);
        PositionWeights = new(options.WeightCap, Units);
        _sessions = new(store);
        _returns = new(store, _sumsOfResponse.Length);
        _ownReturns = new double[_sumsOfResponse.Length];
        _hasPositionWeights = options.PositionPropensityColumnName is not null;
    }

    /// <summary>The sums by unit of all estimates.</summary>
    public UnitTable Units { get; }

    /// <summary>The weights of the rows.</summary>
    public UnitWeightStatistics Weights { get; }

    /// <summary>The number of rows whose action the policy has never seen.</summary>
    public long UnseenCount { get; private set; }

    /// <summary>The products of weights over sessions, or over pages. They are empty where neither a discount nor pages are given.</summary>
    public WeightStatistics SessionWeights { get; }

    /// <summary>The weights of items at their positions. They are empty where the log has none.</summary>
    public UnitWeightStatistics PositionWeights { get; }

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
            weights.Add(row.Weight);
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
        foreach (var (index, session) in _sessions.All().Index())
        {
            SessionWeights.Add(session.Ratio);
            _returns.Read(index, _ownReturns);
            for (var response = 0; response < _sumsOfResponse.Length; response++)
            {
                foreach (var sums in _sumsOfResponse[response])
                    sums.Add(new WeightedSession(session.Unit, session.Ratio, _ownReturns[response]));
            }
        }
        _sessions.Clear();
        _returns.Clear();
        foreach (var sums in _sums.Values)
            sums.Complete();
    }

    /// <summary>Computes every estimate on resampled logs.</summary>
    /// <param name="logs">The number of times that each unit occurs in each log.</param>
    /// <param name="visit">A function that receives the index of a log and its estimates. It is called from several threads.</param>
    public void Estimate(byte[][] logs, Action<int, EstimateKey, double> visit)
    {
        var resampled = Units.Sum(logs);
        Parallel.For(0, logs.Length, log =>
        {
            foreach (var (key, sums) in _sums)
                visit(log, key, sums.Estimate(resampled[log]));
        });
    }

    /// <summary>Whether an estimator applies to a placebo, which is a response of rows for which no model has values.</summary>
    private static bool IsForPlacebo(Estimator estimator) => estimator is { Level: EstimatorLevel.Row, Needs: EstimatorNeeds.Weights };

    /// <summary>Returns a row with its position in its session. The rows of a session need not be adjacent.</summary>
    private WeightedRow Follow(in WeightedRow weighted, LogRow row, double discount)
    {
        var session = row.Session < _sessions.Count ? _sessions[row.Session] : new(row.Unit, 0, 1, 1);
        var factor = Math.Pow(discount, session.Rows);
        _returns.Read(row.Session, _ownReturns);
        for (var response = 0; response < row.Responses.Length; response++)
            _ownReturns[response] += factor * row.Responses[response];
        _returns.Write(row.Session, _ownReturns);
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
    private readonly record struct Progress(int Unit, int Rows, double Ratio, double PositionWeight);
}
