using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>
/// Computes the probability with which a softmax without replacement places an item at a position, whatever the items above it are. The sums over pages
/// are exact for the first two positions. Further down, the probabilities of the item given the items above it are averaged over pages that are drawn.
/// </summary>
internal sealed class PositionMarginals
{
    /// <summary>The fewest pages to draw.</summary>
    public const int FewestDraws = 10_000;

    /// <summary>The number of positions whose probabilities are exact.</summary>
    private const int ExactPositions = 2;

    /// <summary>The share of the whole sum below which a rest that was computed as a difference is computed again.</summary>
    private const double SmallestRest = 1e-3;

    private const int TriesBeforeAScan = 16;

    private readonly float[] _logits;
    private readonly double[] _weights;
    private readonly double[] _cumulative;
    private readonly bool[] _isTaken;
    private readonly List<int> _taken = [];
    private readonly int _largest;
    private ulong _state;
    private ulong _step;

    /// <param name="logits">The logits of all items.</param>
    public PositionMarginals(ReadOnlySpan<float> logits)
    {
        _logits = logits.ToArray();
        _isTaken = new bool[logits.Length];
        _weights = new double[logits.Length];
        _cumulative = new double[logits.Length];
        for (var item = 1; item < logits.Length; item++)
        {
            if (logits[item] > logits[_largest])
                _largest = item;
        }
        var sum = 0d;
        for (var item = 0; item < logits.Length; item++)
            _cumulative[item] = sum += _weights[item] = Math.Exp(logits[item] - (double)logits[_largest]);
    }

    private double Sum => _cumulative[^1];

    /// <summary>Computes the probability of each item of a page at its position, and the standard error, which is 0 where the probability is exact.</summary>
    /// <param name="page">The items of the page, from the top. A negative number stands for an item of probability 0.</param>
    /// <param name="draws">The number of pages to draw.</param>
    /// <param name="seed">The seed of the pages.</param>
    public (double Probability, double StandardError)[] Of(ReadOnlySpan<int> page, int draws, int seed)
    {
        var results = new (double Probability, double StandardError)[page.Length];
        results[0] = (page[0] < 0 ? 0 : _weights[page[0]] / Sum, 0);
        if (page.Length > 1)
            results[1] = (page[1] < 0 ? 0 : Second(page[1]), 0);
        if (page.Length > ExactPositions)
            Estimate(page, draws, seed, results);
        return results;
    }

    // The largest item may leave a rest that a difference would lose, so its term has the sum of the others.
    private double Second(int item)
    {
        var sum = 0d;
        for (var first = 0; first < _weights.Length; first++)
        {
            if (first != item && first != _largest)
                sum += _weights[first] / Sum * (_weights[item] / (Sum - _weights[first]));
        }
        return item == _largest ? sum : sum + _weights[_largest] / Sum * ShareAfter(item, _largest);
    }

    private void Estimate(ReadOnlySpan<int> page, int draws, int seed, Span<(double Probability, double StandardError)> results)
    {
        (_state, _step) = (SeededHash.Of(0, seed), 0);
        var (sums, squares) = (new double[page.Length], new double[page.Length]);
        var positions = Math.Min(page.Length, _weights.Length);
        for (var draw = 0; draw < draws; draw++)
        {
            var rest = Sum;
            for (var position = 1; position < positions; position++)
            {
                Take(ref rest);
                if (position < ExactPositions)
                    continue;
                var share = page[position] < 0 || _isTaken[page[position]] ? 0 : ShareOfRest(page[position], rest);
                sums[position] += share;
                squares[position] += share * share;
            }
            Release();
        }
        for (var position = ExactPositions; position < page.Length; position++)
        {
            var mean = sums[position] / draws;
            var variance = Math.Max(0, squares[position] / draws - mean * mean) / (draws - 1);
            results[position] = (mean, Math.Sqrt(variance));
        }
    }

    private void Take(ref double rest)
    {
        var item = DrawFromRest();
        _isTaken[item] = true;
        _taken.Add(item);
        rest -= _weights[item];
    }

    private void Release()
    {
        foreach (var item in _taken)
            _isTaken[item] = false;
        _taken.Clear();
    }

    private int DrawFromRest()
    {
        for (var attempt = 0; attempt < TriesBeforeAScan; attempt++)
        {
            var place = Array.BinarySearch(_cumulative, Uniform() * Sum);
            var item = Math.Min(place < 0 ? ~place : place + 1, _weights.Length - 1);
            if (!_isTaken[item])
                return item;
        }
        // Nearly all of the weight is taken.
        var (share, rest, last) = (Uniform(), PageSampler.LogSum(_logits, _isTaken), -1);
        for (var item = 0; item < _logits.Length && share >= 0; item++)
        {
            if (_isTaken[item])
                continue;
            share -= Math.Exp(_logits[item] - rest);
            last = item;
        }
        return last;
    }

    private double ShareOfRest(int item, double rest)
        => rest > SmallestRest * Sum ? _weights[item] / rest : Math.Exp(_logits[item] - PageSampler.LogSum(_logits, _isTaken));

    private double ShareAfter(int item, int first)
    {
        _isTaken[first] = true;
        var share = Math.Exp(_logits[item] - PageSampler.LogSum(_logits, _isTaken));
        _isTaken[first] = false;
        return share;
    }

    private double Uniform() => SeededHash.ToUnitInterval(SplitMix64.At(_state, ++_step));
}
