using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>
/// Collects the chosen rows of a request, and computes the probabilities of the rows that are left at the position of each of them (Plackett-Luce).
/// </summary>
internal sealed class PageRows
{
    private readonly RoleColumn _position;
    private readonly PageOrder _order;
    private readonly ValueGetter<bool> _getChosen;
    private readonly Func<double> _readPosition;
    private readonly List<(int Position, int Row)> _chosen = [];

    /// <param name="chosen">The column of the rows that were chosen.</param>
    /// <param name="position">The column of their positions, which is read in these rows only.</param>
    /// <param name="row">The moving row.</param>
    public PageRows(RoleColumn chosen, RoleColumn position, DataViewRow row)
    {
        (_position, _order) = (position, new(position));
        _getChosen = row.GetGetter<bool>(chosen.Column);
        _readPosition = ColumnReaders.Number(row, position.Column);
    }

    /// <summary>Reads the current row of the request, whose number is given.</summary>
    public void Read(int row)
    {
        var isChosen = false;
        _getChosen(ref isChosen);
        if (isChosen)
            _chosen.Add(((int)NumberRule.Position.Require(_position, row, _readPosition()), row));
    }

    /// <summary>
    /// Returns the places of the chosen rows in the request, each with the probabilities of the rows that are left at its position, and starts the next
    /// request. The probability of a row that is not left is 0.
    /// </summary>
    /// <param name="scores">The scores of the request.</param>
    /// <param name="firstRow">The number of its first row.</param>
    public List<(int Place, float[] Probabilities)> TakeDecisions(ReadOnlySpan<float> scores, long firstRow)
    {
        var decisions = new List<(int, float[])>();
        if (_chosen.Count == 0)
            return decisions;
        var left = scores.ToArray();
        foreach (var (_, row) in _order.Sort(_chosen, row => row))
        {
            var place = (int)(row - firstRow);
            decisions.Add((place, Softmax(left)));
            left[place] = float.NegativeInfinity;
        }
        _chosen.Clear();
        return decisions;
    }

    /// <summary>Returns the probabilities of rows with the given scores.</summary>
    public static float[] Softmax(ReadOnlySpan<float> scores)
    {
        var probabilities = scores.ToArray();
        var sum = SoftmaxSum.Empty;
        sum.Add(probabilities);
        sum.Normalize(probabilities);
        return probabilities;
    }
}
