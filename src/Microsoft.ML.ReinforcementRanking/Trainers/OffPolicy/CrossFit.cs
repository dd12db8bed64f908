using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>
/// Values every row of a log by a model that has not seen the row's session (Chernozhukov et al., 2018): sessions fall into folds, and each fold is valued by
/// a model of the others.
/// </summary>
/// <param name="host">Where errors come from.</param>
/// <param name="folds">The folds of the log.</param>
/// <param name="columns">What models read.</param>
internal sealed class CrossFit(IHost host, SessionFolds folds, SessionColumns columns)
{
    /// <summary>Reads what a model gives for a row: told the evaluator, which is on the row, the log, and the row's number in it.</summary>
    public delegate void RowReader(HeadEvaluator evaluator, SessionDataset rows, int row, float[] outputs);

    /// <summary>The outputs of every row, one array per output.</summary>
    /// <param name="fit">Fits a model on some folds.</param>
    /// <param name="outputCount">Outputs of a row.</param>
    /// <param name="reader">Given a model, what reads the outputs of the row that its evaluator is on.</param>
    /// <param name="halfSeed">
    /// Null for the whole log. Otherwise a random half of the sessions takes its place, each session drawn by a coin of this seed: models are fitted on its
    /// rows, each of which counts twice, so that they take as many steps as on the whole log, and the outputs of all other rows are NaN.
    /// </param>
    public float[][] Run(Func<IDataView, ModelHead> fit, int outputCount, Func<ModelHead, RowReader> reader, int? halfSeed = null)
    {
        var foldOfRow = folds.OfRows(halfSeed);
        var outputs = Enumerable.Range(0, outputCount).Select(_ => Enumerable.Repeat(float.NaN, foldOfRow.Length).ToArray()).ToArray();
        for (var fold = 0; fold < folds.Count; fold++)
        {
            using var scope = new FoldScope(fold, folds.Count);
            var own = fold;
            var head = fit(folds.AllBut(fold, halfSeed));
            var rows = SessionReader.Read(host, folds.Only(fold, halfSeed), columns);
            Value(head, rows, [.. Enumerable.Range(0, foldOfRow.Length).Where(row => foldOfRow[row] == own)], outputs, reader(head));
        }
        return outputs;
    }

    /// <summary>Where a model has a column.</summary>
    public static int IndexOf(ModelHead head, string column) => head.Columns.ToList().FindIndex(own => own.Name == column);

    private static void Value(ModelHead head, SessionDataset rows, int[] places, float[][] outputs, RowReader read)
    {
        var evaluator = head.CreateEvaluator();
        var (input, values) = (new HeadRow(head), new float[outputs.Length]);
        for (var row = 0; row < places.Length; row++)
        {
            rows.Features.CopyRow(row, input.State);
            rows.ActionVectors?.CopyRow(row, input.ActionVector);
            input.ActionIndex = rows.Actions?[row] ?? 0;
            evaluator.Load(input);
            read(evaluator, rows, row, values);
            for (var output = 0; output < outputs.Length; output++)
                outputs[output][places[row]] = values[output];
        }
    }
}
