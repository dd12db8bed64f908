namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>
/// Marginalized importance sampling over discrete states (Xie, Ma and Wang, 2019): how often the policy would be in each state at each step follows from weighted
/// transitions, and only the weights of single steps enter, never products of them. Weights are normalized within state and step, so that propensities
/// need to be right only up to a factor of the state's own. Without a discount every row is a session of one step: post-stratified self-normalized IPS.
/// </summary>
internal sealed class StateSample(int responseCount, double? discount) : IOffPolicySample
{
    /// <summary>Estimates per response.</summary>
    public const int LoggedMean = 0, Marginalized = 1, Count = 2;

    private const int Start = 0, Weight = 1, FirstResponse = 2, SumsPerResponse = 2, End = -1;

    /// <summary>Weights average about 1; less than this in all is rounding.</summary>
    private const double NoWeight = 1e-9;

    private readonly BlockSums _sums = new(FirstResponse + SumsPerResponse * responseCount);
    private readonly double[] _block = new double[FirstResponse + SumsPerResponse * responseCount];
    private readonly Dictionary<(int Step, int State, int Next), int> _cells = [];
    private readonly List<(int Unit, int Step, int State, double[] Block)> _pending = [];
    private (int Step, int State, int Next, int Cell)[][] _steps = [];
    private int _stateCount;

    public IUnitSums Sums => _sums;

    public void Add(ScoredRow row)
    {
        _stateCount = Math.Max(_stateCount, row.State + 1);
        var step = discount is null ? 0 : row.Step;
        _block[Start] = step == 0 ? 1 : 0;
        _block[Weight] = row.Weight;
        for (var response = 0; response < responseCount; response++)
        {
            _block[FirstResponse + SumsPerResponse * response] = row.Responses[response];
            _block[FirstResponse + SumsPerResponse * response + 1] = row.Weight * row.Responses[response];
        }
        if (discount is null)
            AddCell(row.Unit, (0, row.State, End), _block);
        else
            AddWhenNextIsKnown(row);
    }

    public void Complete()
    {
        foreach (var (unit, step, state, block) in _pending)
            AddCell(unit, (step, state, End), block);
        _sums.Complete();
        _steps = [.. _cells.Select(cell => (cell.Key.Step, cell.Key.State, cell.Key.Next, Cell: cell.Value)).GroupBy(cell => cell.Step).OrderBy(group => group.Key).Select(group => group.ToArray())];
    }

    public double[] Estimate(ReadOnlySpan<double> total)
    {
        var estimates = new double[Count * responseCount];
        var (shares, weights) = (new double[_stateCount], new double[_stateCount]);
        var sessions = 0.0;
        foreach (var cell in _steps[0])
        {
            shares[cell.State] += total[cell.Cell * _block.Length + Start];
            sessions += total[cell.Cell * _block.Length + Start];
        }
        for (var state = 0; state < shares.Length; state++)
            shares[state] /= sessions;
        var factor = 1.0;
        foreach (var step in _steps)
        {
            shares = Advance(step, total, shares, weights, factor, sessions, estimates);
            factor *= discount ?? 0;
        }
        return estimates;
    }

    /// <summary>Adds a step's part of the estimates and returns the shares of states at the next step.</summary>
    private double[] Advance((int Step, int State, int Next, int Cell)[] step, ReadOnlySpan<double> total, double[] shares, double[] weights, double factor, double sessions, double[] estimates)
    {
        Array.Clear(weights);
        foreach (var cell in step)
            weights[cell.State] += total[cell.Cell * _block.Length + Weight];
        // A state in which the policy takes no logged action is left out, and the others stand for it.
        var (all, covered) = (0.0, 0.0);
        for (var state = 0; state < shares.Length; state++)
        {
            all += shares[state];
            covered += weights[state] > NoWeight ? shares[state] : 0;
        }
        var scale = all == 0 ? 0 : covered == 0 ? double.NaN : all / covered;
        var next = new double[shares.Length];
        foreach (var cell in step)
        {
            var sums = total.Slice(cell.Cell * _block.Length, _block.Length);
            var perWeight = weights[cell.State] > NoWeight ? scale * shares[cell.State] / weights[cell.State] : scale * 0;
            if (cell.Next != End)
                next[cell.Next] += perWeight * sums[Weight];
            for (var response = 0; response < responseCount; response++)
            {
                estimates[Count * response + LoggedMean] += factor * sums[FirstResponse + SumsPerResponse * response] / sessions;
                estimates[Count * response + Marginalized] += factor * perWeight * sums[FirstResponse + SumsPerResponse * response + 1];
            }
        }
        return next;
    }

    private void AddWhenNextIsKnown(ScoredRow row)
    {
        if (row.Session == _pending.Count)
        {
            _pending.Add((row.Unit, row.Step, row.State, [.. _block]));
            return;
        }
        var (unit, step, state, block) = _pending[row.Session];
        AddCell(unit, (step, state, row.State), block);
        _block.CopyTo(block, 0);
        _pending[row.Session] = (row.Unit, row.Step, row.State, block);
    }

    private void AddCell(int unit, (int Step, int State, int Next) cell, double[] block)
    {
        if (!_cells.TryGetValue(cell, out var index))
            _cells.Add(cell, index = _cells.Count);
        _sums.Add(unit, index, block);
    }
}
