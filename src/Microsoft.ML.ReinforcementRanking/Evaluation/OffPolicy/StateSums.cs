using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>
/// Computes the sums of marginalized importance sampling over discrete states (Xie, Ma and Wang, 2019). The shares of the states at each step under the
/// policy follow from weighted transitions, so that only the weights of single steps enter, and not their products. Weights are normalized within state and
/// step, so that propensities need to be right only up to a factor for each state. Without a discount every row is a session of one step, and the estimate
/// is post-stratified self-normalized IPS.
/// </summary>
/// <param name="discount">The discount of the return, or null for the responses of rows.</param>
internal sealed class StateSums(double? discount) : EstimatorSums
{
    /// <summary>The next state after the last row of a session.</summary>
    private const int End = -1;

    /// <summary>The smallest sum of weights that is not a rounding error. The mean weight is about 1.</summary>
    private const double NoWeight = 1e-9;

    private UnitTable _units = null!;
    private UnitCells<StateSum> _sums = null!;
    private readonly Dictionary<Transition, int> _cells = [];
    private RecordTable<WeightedRow> _lastRows = null!;
    private (Transition Transition, int Cell)[][] _steps = [];
    private int _stateCount;

    public override void Attach(UnitTable units) => (_units, _sums, _lastRows) = (units, new(units.Store), new(units.Store));

    public override void Add(in WeightedRow row)
    {
        _stateCount = Math.Max(_stateCount, row.State + 1);
        if (discount is null)
        {
            AddToCell(row, End);
            return;
        }
        if (row.Session < _lastRows.Count)
            AddToCell(_lastRows[row.Session], row.State);
        _lastRows[row.Session] = row;
    }

    public override void Complete()
    {
        foreach (var row in _lastRows.All())
            AddToCell(row, End);
        _lastRows.Clear();
        _sums.Complete();
        _steps = [.. _cells.Select(cell => (cell.Key, cell.Value)).GroupBy(cell => cell.Key.Step).OrderBy(group => group.Key).Select(group => group.ToArray())];
    }

    public override double Estimate(ResampledLog log) => Estimate(_sums.Sum(log));

    public override Column<double> LeaveOneOut(ResampledLog whole) => _sums.LeaveOneOut(whole, _units.Count, (_, total) => Estimate(total));

    private double Estimate(StateSum[] total)
    {
        var (shares, sessions) = (new double[_stateCount], 0.0);
        foreach (var (transition, cell) in _steps[0])
        {
            shares[transition.State] += total[cell].Rows;
            sessions += total[cell].Rows;
        }
        for (var state = 0; state < shares.Length; state++)
            shares[state] /= sessions;
        var (estimate, factor) = (0.0, 1.0);
        foreach (var step in _steps)
        {
            var (response, next) = Advance(step, total, shares);
            estimate += factor * response;
            factor *= discount ?? 0;
            shares = next;
        }
        return estimate;
    }

    /// <summary>Returns the mean response of a step, given the shares of the states, and computes the shares at the next step.</summary>
    private static (double Response, double[] Next) Advance((Transition Transition, int Cell)[] step, StateSum[] total, double[] shares)
    {
        var weights = new double[shares.Length];
        foreach (var (transition, cell) in step)
            weights[transition.State] += total[cell].Weights;
        // A state in which the policy takes no logged action is left out, and the other states represent it.
        var (all, covered) = (0.0, 0.0);
        for (var state = 0; state < shares.Length; state++)
        {
            all += shares[state];
            covered += weights[state] > NoWeight ? shares[state] : 0;
        }
        var scale = all == 0 ? 0 : covered == 0 ? double.NaN : all / covered;
        var (response, next) = (0.0, new double[shares.Length]);
        foreach (var (transition, cell) in step)
        {
            var perWeight = weights[transition.State] > NoWeight ? scale * shares[transition.State] / weights[transition.State] : scale * 0;
            if (transition.Next != End)
                next[transition.Next] += perWeight * total[cell].Weights;
            response += perWeight * total[cell].Responses;
        }
        return (response, next);
    }

    private void AddToCell(in WeightedRow row, int next)
    {
        var transition = new Transition(row.Step, row.State, next);
        if (!_cells.TryGetValue(transition, out var cell))
            _cells.Add(transition, cell = _cells.Count);
        _sums.Add(row.Unit, cell, new(1, row.Weight, row.Weight * row.Response));
    }

    private readonly record struct Transition(int Step, int State, int Next);

    /// <summary>Represents the number of rows, the sum of their weights, and the sum of their weighted responses.</summary>
    private readonly record struct StateSum(double Rows, double Weights, double Responses) : ISummand<StateSum>
    {
        public StateSum Plus(StateSum other, double count) =>
            new(Rows + count * other.Rows, Weights + count * other.Weights, Responses + count * other.Responses);
    }
}
