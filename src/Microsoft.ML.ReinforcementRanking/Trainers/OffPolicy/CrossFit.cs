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
        _session = ColumnRole.Session.Require(host, data.Schema, columns.Group!);
        _folds = folds;
        _seed = seed;
    }

    /// <summary>The outputs of every row, one array per output.</summary>
    /// <param name="fit">Fits a model on some folds.</param>
    /// <param name="outputCount">Outputs of a row.</param>
    /// <param name="reader">Given a model, what reads the outputs of the row that its evaluator is on.</param>
    public float[][] Run(Func<IDataView, ModelHead> fit, int outputCount, Func<ModelHead, Action<HeadEvaluator, float[]>> reader)
    {
        var foldOfRow = FoldOfRows();
        var outputs = Enumerable.Range(0, outputCount).Select(_ => new float[foldOfRow.Length]).ToArray();
        for (var fold = 0; fold < _folds; fold++)
        {
            var head = fit(Part(fold, inside: false));
            Value(head, SessionReader.Read(_host, Part(fold, inside: true), _columns), [.. Enumerable.Range(0, foldOfRow.Length).Where(row => foldOfRow[row] == fold)], outputs, reader(head));
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

    private int[] FoldOfRows()
    {
        var folds = new ChunkedColumn<int>();
        var rowsOfFold = new int[_folds];
        using (var cursor = _data.GetRowCursor([_session.Column]))
        {
            var fold = Fold(cursor);
            cursor.VisitRows(_host, _ =>
            {
                folds.Add(fold());
                rowsOfFold[fold()]++;
            });
        }
        return Array.IndexOf(rowsOfFold, 0) < 0
            ? folds.MoveToArray()
            : throw _host.Except($"The sessions of column '{_session.Column.Name}' are too few for {_folds} folds: one has none. Use fewer folds or more sessions.");
    }

    private RowFilterView Part(int fold, bool inside) => new(_host, _data, _session.Column, row =>
    {
        var current = Fold(row);
        return () => (current() == fold) == inside;
    });

    private Func<int> Fold(DataViewRow row)
    {
        var hash = SeededHash.Reader(_session, row, _seed);
        return () => (int)(SeededHash.ToUnitInterval(hash()) * _folds);
    }
}
