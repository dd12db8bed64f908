using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>
/// Values every row of a log by a model that has not seen the row's session (Chernozhukov et al., 2018): sessions fall into folds, and each fold is valued by
/// a model of the others.
/// </summary>
internal sealed class CrossFit
{
    /// <summary>The fold of rows whose session is not drawn.</summary>
    private const int NoFold = -1;

    private readonly IHost _host;
    private readonly IDataView _data;
    private readonly SessionColumns _columns;
    private readonly RoleColumn _session;
    private readonly int _folds;
    private readonly int _seed;

    /// <param name="host">Where errors come from.</param>
    /// <param name="data">The log; the same rows in the same order each time it is read.</param>
    /// <param name="columns">What models read, with a session column.</param>
    /// <param name="folds">At least 2.</param>
    /// <param name="seed">The only source of randomness.</param>
    public CrossFit(IHost host, IDataView data, SessionColumns columns, int folds, int seed)
    {
        columns.Check(host, data.Schema);
        _host = host;
        _data = data;
        _columns = columns;
        _session = ColumnRole.Session.Require(host, new RowDescription(data), columns.Group!);
        _folds = folds;
        _seed = Seeds.Derive(seed, "folds");
    }

    /// <summary>The outputs of every row, one array per output.</summary>
    /// <param name="fit">Fits a model on some folds.</param>
    /// <param name="outputCount">Outputs of a row.</param>
    /// <param name="reader">Given a model, what reads the outputs of the row that its evaluator is on.</param>
    /// <param name="halfSeed">
    /// Null for the whole log. Otherwise a random half of the sessions takes its place, each session drawn by a coin of this seed: models are fitted on its
    /// rows, each of which counts twice, so that they take as many steps as on the whole log, and the outputs of all other rows are NaN.
    /// </param>
    public float[][] Run(Func<IDataView, ModelHead> fit, int outputCount, Func<ModelHead, Action<HeadEvaluator, float[]>> reader, int? halfSeed = null)
    {
        var foldOfRow = FoldOfRows(halfSeed);
        var outputs = Enumerable.Range(0, outputCount).Select(_ => Enumerable.Repeat(float.NaN, foldOfRow.Length).ToArray()).ToArray();
        for (var fold = 0; fold < _folds; fold++)
        {
            var (own, copies) = (fold, halfSeed is null ? 1 : 2);
            var head = fit(Select(halfSeed, current => current == own || current == NoFold ? 0 : copies));
            var rows = SessionReader.Read(_host, Select(halfSeed, current => current == own ? 1 : 0), _columns);
            Value(head, rows, [.. Enumerable.Range(0, foldOfRow.Length).Where(row => foldOfRow[row] == own)], outputs, reader(head));
        }
        return outputs;
    }

    /// <summary>Where a model has a column.</summary>
    public static int IndexOf(ModelHead head, string column) => head.Columns.ToList().FindIndex(own => own.Name == column);

    private static void Value(ModelHead head, SessionDataset rows, int[] places, float[][] outputs, Action<HeadEvaluator, float[]> read)
    {
        var evaluator = head.CreateEvaluator();
        var (input, values) = (new HeadRow(head), new float[outputs.Length]);
        for (var row = 0; row < places.Length; row++)
        {
            rows.Features.CopyRow(row, input.State);
            rows.ActionVectors?.CopyRow(row, input.ActionVector);
            input.ActionIndex = rows.Actions?[row] ?? 0;
            evaluator.Load(input);
            read(evaluator, values);
            for (var output = 0; output < outputs.Length; output++)
                outputs[output][places[row]] = values[output];
        }
    }

    private int[] FoldOfRows(int? halfSeed)
    {
        var folds = new ChunkedColumn<int>();
        var rowsOfFold = new int[_folds];
        using (var cursor = _data.GetRowCursor([_session.Column]))
        {
            var read = Fold(cursor, halfSeed);
            cursor.VisitRows(_host, _ =>
            {
                var fold = read();
                folds.Add(fold);
                if (fold != NoFold)
                    rowsOfFold[fold]++;
            });
        }
        return Array.IndexOf(rowsOfFold, 0) < 0
            ? folds.MoveToArray()
            : throw _host.Except(
                $"The sessions of column '{_session.Column.Name}' are too few for {_folds} folds{(halfSeed is null ? "" : " of half of them")}: one has none. "
                + "Use fewer folds or more sessions.");
    }

    private RowSelectionView Select(int? halfSeed, Func<int, int> copies) => new(_host, _data, _session.Column, row =>
    {
        var fold = Fold(row, halfSeed);
        return () => copies(fold());
    });

    private Func<int> Fold(DataViewRow row, int? halfSeed)
    {
        var hash = SeededHash.Reader(_session, row, _seed);
        int Fold() => (int)(SeededHash.ToUnitInterval(hash()) * _folds);
        if (halfSeed is not { } seed)
            return Fold;
        var coin = SeededHash.Reader(_session, row, Seeds.Derive(seed, "half-sample"));
        return () => SeededHash.ToUnitInterval(coin()) < 0.5 ? Fold() : NoFold;
    }
}
