using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>
/// Represents folds of the sessions of a log (or of other groups of rows), which a hash assigns. Where no column is named, every row is a group of its own.
/// </summary>
internal sealed class SessionFolds
{
    /// <summary>The fold of rows whose group is not in the half-sample.</summary>
    private const int NoFold = -1;

    private readonly IHost _host;
    private readonly IDataView _data;
    private readonly RoleColumn? _group;
    private readonly int _seed;

    /// <param name="host">The host that throws errors.</param>
    /// <param name="data">The log, which returns the same rows in the same order each time it is read.</param>
    /// <param name="groupColumn">The column whose equal values stay together, or null for none.</param>
    /// <param name="count">The number of folds, at least 2.</param>
    /// <param name="seed">The seed, which is the only source of randomness.</param>
    public SessionFolds(IHost host, IDataView data, string? groupColumn, int count, int seed)
    {
        _host = host;
        _data = data;
        _group = groupColumn is null ? null : ColumnRole.Session.Require(host, new RowDescription(data), groupColumn);
        Count = count;
        _seed = Seeds.Derive(seed, "folds");
    }

    public int Count { get; }

    /// <summary>Returns the fold of each row, or a negative number for a row that is not in a half-sample.</summary>
    /// <param name="halfSeed">
    /// The seed of a half-sample, or null for the whole log. With a seed, each group is in the half-sample with probability one half.
    /// </param>
    /// <param name="cancellation">Ends the pass over the rows.</param>
    /// <exception cref="InvalidOperationException">A fold has no row.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public int[] OfRows(int? halfSeed = null, CancellationToken cancellation = default)
    {
        var folds = new ChunkedColumn<int>();
        var rowsOfFold = new int[Count];
        using (var cursor = _data.GetRowCursor(_group is null ? [] : [_group.Column]))
        {
            var read = Fold(cursor, halfSeed);
            cursor.VisitRows(_host, _ =>
            {
                var fold = read();
                folds.Add(fold);
                if (fold != NoFold)
                    rowsOfFold[fold]++;
            }, cancellation);
        }
        if (Array.IndexOf(rowsOfFold, 0) < 0)
            return folds.MoveToArray();
        var groups = _group is null ? "rows" : $"sessions of column '{_group.Column.Name}'";
        throw _host.Except($"The {groups} are too few for {Count} folds{(halfSeed is null ? "" : " of half of them")}: one has none. Use fewer folds or "
            + $"more sessions.");
    }

    /// <summary>Returns the rows of a fold.</summary>
    public IDataView Only(int fold, int? halfSeed = null) => Select(halfSeed, current => current == fold ? 1 : 0);

    /// <summary>
    /// Returns the rows of all other folds. Those of a half-sample occur twice each, so that a fit takes as many steps as on the whole log.
    /// </summary>
    public IDataView AllBut(int fold, int? halfSeed = null) => Select(halfSeed, current => current == fold || current == NoFold ? 0 : halfSeed is null ? 1 : 2);

    private RowSelectionView Select(int? halfSeed, Func<int, int> copies) => new(_host, _data, _group?.Column, row =>
    {
        var fold = Fold(row, halfSeed);
        return () => copies(fold());
    });

    private Func<int> Fold(DataViewRow row, int? halfSeed)
    {
        var hash = Hash(row, _seed);
        int Fold() => (int)(SeededHash.ToUnitInterval(hash()) * Count);
        if (halfSeed is not { } seed)
            return Fold;
        var coin = Hash(row, Seeds.Derive(seed, "half-sample"));
        return () => SeededHash.ToUnitInterval(coin()) < 0.5 ? Fold() : NoFold;
    }

    private Func<ulong> Hash(DataViewRow row, int seed) => _group is null
        ? () => SeededHash.Of((ulong)row.Position, seed)
        : SeededHash.Reader(_group, row, seed);
}
