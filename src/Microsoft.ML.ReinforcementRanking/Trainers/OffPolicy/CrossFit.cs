using System.Runtime.ExceptionServices;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>
/// Computes outputs for every row of a log with a model that has not seen the row's session (Chernozhukov et al., 2018). Sessions are divided into folds,
/// and a model of the other folds computes the outputs of each fold.
/// </summary>
/// <param name="host">The host that throws errors.</param>
/// <param name="folds">The folds of the log.</param>
/// <param name="options">The options of the fits, which name the columns that the models read.</param>
/// <param name="actions">The ids of the catalog of all models, or null where actions have no ids.</param>
internal sealed class CrossFit(IHost host, SessionFolds folds, ReinforcementRankingOptions options, TextIndex? actions) : IDisposable
{
    private readonly FoldResults _results = new();
    private readonly SurroundingRanks _ranks = new(options);
    private int? _fitsAtOnce;

    /// <summary>Gets the ids of the catalog of all models, or null where actions have no ids.</summary>
    public TextIndex? Actions => actions;

    /// <summary>
    /// Gets the lock under which trainers are created and the log is read. Fits run at the same time, but nobody reads the user's data from two threads.
    /// </summary>
    public Lock ReadGate { get; } = new();

    /// <summary>Reads the outputs of a model for a row.</summary>
    public delegate void RowReader(HeadEvaluator evaluator, SessionDataset rows, int row, float[] outputs);

    /// <summary>Returns the outputs of every row, with one array per output.</summary>
    /// <param name="fit">Fits a model on some folds.</param>
    /// <param name="outputCount">The number of outputs of a row.</param>
    /// <param name="reader">Returns the reader of the outputs of a model for the row that its evaluator is on.</param>
    /// <param name="halfSeed">
    /// The seed of a half-sample, or null for the whole log. With a seed, each session is in the half-sample with probability one half. Models are then
    /// fitted on its rows, and each row counts twice, so that the models take as many steps as on the whole log. The outputs of all other rows are NaN.
    /// </param>
    public float[][] Run(Func<IDataView, ModelHead> fit, int outputCount, Func<ModelHead, RowReader> reader, int? halfSeed = null)
    {
        var foldOfRow = _ranks.Read(() => folds.OfRows(halfSeed, options.CancellationToken));
        var outputs = Enumerable.Range(0, outputCount).Select(_ => Enumerable.Repeat(float.NaN, foldOfRow.Length).ToArray()).ToArray();
        void RunFold(int fold)
        {
            using var scope = new FoldScope(fold, folds.Count, _results);
            var head = fit(folds.AllBut(fold, halfSeed));
            var rows = _ranks.Read(() =>
            {
                lock (ReadGate)
                    return SessionReader.Read(host, folds.Only(fold, halfSeed), options.Columns, actions?.Copy(), cancellation: options.CancellationToken);
            });
            Value(head, rows, [.. Enumerable.Range(0, foldOfRow.Length).Where(row => foldOfRow[row] == fold)], outputs, reader(head));
        }
        Schedule(RunFold);
        return outputs;
    }

    /// <summary>Returns the value of a column for every row of a log with one row per candidate.</summary>
    /// <param name="fit">Fits a model on some folds.</param>
    /// <param name="complete">Adds the column to the rows of a fold that the model has scored.</param>
    /// <param name="column">The column.</param>
    public TValue[] RunCandidates<TValue>(
        Func<IDataView, RankingPredictionTransformer<NeuralRankingModelParameters>> fit, Func<IDataView, IDataView> complete, string column)
    {
        var foldOfRow = _ranks.Read(() => folds.OfRows(halfSeed: null, options.CancellationToken));
        var values = new TValue[foldOfRow.Length];
        Schedule(fold =>
        {
            using var scope = new FoldScope(fold, folds.Count, _results);
            var model = fit(folds.AllBut(fold));
            var own = _ranks.Read(() =>
            {
                lock (ReadGate)
                    return complete(model.Transform(folds.Only(fold))).GetColumn<TValue>(column).ToArray();
            });
            var place = -1;
            foreach (var value in own)
                values[place = Array.IndexOf(foldOfRow, fold, place + 1)] = value;
        });
        return values;
    }

    /// <summary>Fits a model. The trainer is created under the lock, because it draws from the generator of the host.</summary>
    public RankingPredictionTransformer<NeuralRankingModelParameters> Fit<TOptions>(Func<ReinforcementRankingTrainerBase<TOptions>> create, IDataView data)
        where TOptions : ReinforcementRankingOptions
    {
        ReinforcementRankingTrainerBase<TOptions> trainer;
        lock (ReadGate)
            trainer = create();
        return trainer.Fit(data);
    }

    /// <summary>Marks the cross-fit as complete, so that nothing is left of its checkpoints.</summary>
    public void Complete() => _results.Complete();

    public void Dispose() => _results.Dispose();

    /// <summary>Returns the index of the column with a name among the columns of a model.</summary>
    public static int IndexOf(ModelHead head, string column) => head.Columns.ToList().FindIndex(own => own.Name == column);

    /// <summary>
    /// Runs all folds. The first fit shows how many threads a fit uses. If it is one, the other folds share the cores, and each of them gives the bytes that
    /// it gives alone.
    /// </summary>
    private void Schedule(Action<int> runFold)
    {
        var fold = 0;
        if (_fitsAtOnce is null)
        {
            using var use = new ThreadUse();
            runFold(fold++);
            // Reports of progress and the calls of a communicator come in the order of the folds and on the caller's thread. A number of threads that the user
            // gives is that of every fit.
            var canShare = use.Largest == 1 && options.Progress is null && options.Communicator is null && options.NumberOfThreads is null
                && ((IHostEnvironmentInternal)host).GpuDeviceId is null;
            _fitsAtOnce = canShare ? IntraOpThreads.Available : 1;
        }
        if (_fitsAtOnce > 1)
            RunAtOnce(fold, _fitsAtOnce.Value, runFold);
        else
        {
            for (; fold < folds.Count; fold++)
                runFold(fold);
        }
    }

    /// <summary>Runs folds at the same time. Like a loop, it throws the failure of the first fold that fails.</summary>
    private void RunAtOnce(int first, int count, Action<int> runFold)
    {
        var failures = new ExceptionDispatchInfo?[folds.Count];
        Parallel.For(first, folds.Count, new() { MaxDegreeOfParallelism = count }, (fold, loop) =>
        {
            try
            {
                runFold(fold);
            }
            catch (Exception failure)
            {
                failures[fold] = ExceptionDispatchInfo.Capture(failure);
                loop.Break();
            }
        });
        Array.Find(failures, failure => failure is not null)?.Throw();
    }

    private static void Value(ModelHead head, SessionDataset rows, int[] places, float[][] outputs, RowReader read)
    {
        var evaluator = head.CreateEvaluator();
        var (input, values, state) = (new HeadRow(head), new float[outputs.Length], new float[head.StateWidth]);
        for (var row = 0; row < places.Length; row++)
        {
            rows.Features.CopyRow(row, state);
            input.State.Set(state);
            rows.ActionVectors?.CopyRow(row, input.ActionVector);
            input.ActionIndex = rows.Actions?[row] ?? 0;
            if (rows.EligibleActions is { } sets)
                input.SetEligibleActions(sets[row]);
            evaluator.Load(input);
            read(evaluator, rows, row, values);
            for (var output = 0; output < outputs.Length; output++)
                outputs[output][places[row]] = values[output];
        }
    }
}
