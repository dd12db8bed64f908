namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Represents rows in the order of a number.</summary>
internal sealed class SortedNumbers
{
    private readonly float[] _values;

    /// <param name="values">The number of each row, which must be finite.</param>
    /// <param name="order">An order of all rows, by which equal numbers are ordered as well as sorting allows.</param>
    public SortedNumbers(float[] values, int[] order)
    {
        Rows = [.. order];
        _values = [.. order.Select(row => values[row])];
        Array.Sort(_values, Rows);
    }

    /// <summary>The numbers of the rows, the smallest value first.</summary>
    public int[] Rows { get; }

    /// <summary>Returns the first position of the most frequent value, and the position after its last.</summary>
    public (int Start, int End) LongestRun() => Runs().MaxBy(run => run.End - run.Start);

    /// <summary>Returns the rank of every row, from 0. Equal values share their mean rank.</summary>
    public double[] Ranks()
    {
        var ranks = new double[Rows.Length];
        foreach (var (start, end) in Runs())
        {
            for (var position = start; position < end; position++)
                ranks[Rows[position]] = (start + end - 1) / 2d;
        }
        return ranks;
    }

    /// <summary>Returns the positions of equal values, the smallest value first: the first position, and the one after the last.</summary>
    public IEnumerable<(int Start, int End)> Runs()
    {
        for (int start = 0, end; start < _values.Length; start = end)
        {
            for (end = start + 1; end < _values.Length && _values[end] == _values[start]; end++)
            {
            }
            yield return (start, end);
        }
    }
}
