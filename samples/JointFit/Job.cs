using System.Diagnostics;
using JointFit.Shards;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo;
using Spectre.Console;

namespace JointFit;

/// <summary>
/// Runs the sample. All processes of the job run it. They read the same files and fit one model together, and the first of them reports and saves it.
/// </summary>
internal static class Job
{
    public const string ModelName = "model.zip";
    private const int SimulatedShards = 4;
    private const int SimulatedRowsPerShard = 5_000;

    public static void Run(Arguments arguments, CancellationToken token)
    {
        using var communicator = MpiCommunicator.Open();
        try
        {
            Run(arguments, communicator, token);
        }
        catch (Exception problem) when (problem is not (OperationCanceledException or TrainingDivergedException))
        {
            // The other processes wait for this one, and nothing else would end them. All processes of a job of one go on here.
            communicator.Abort(problem);
            throw;
        }
    }

    /// <summary>Runs one process of a job.</summary>
    /// <exception cref="OperationCanceledException">
    /// The token of a process was canceled. There is no model, and another run goes on from the checkpoint.
    /// </exception>
    private static void Run(Arguments arguments, Communicator communicator, CancellationToken token)
    {
        var clock = Stopwatch.StartNew();
        var isFirst = communicator.Rank == 0;
        var folder = arguments.Data ?? Path.Combine(arguments.Output, "visits");
        ThrowIfCanceled(communicator, token);
        if (isFirst)
        {
            Directory.CreateDirectory(arguments.Output);
            // The others wait for the files, so the next cancellation is seen by the fit, which tells them.
            if (arguments.Data is null)
                SimulatedVisits.Write(folder, arguments.Seed, SimulatedShards, SimulatedRowsPerShard, CancellationToken.None).GetAwaiter().GetResult();
        }
        // The others wait here until the files are there.
        communicator.Broadcast(new byte[1]);
        var shards = ShardFolder.Find(folder);
        var ml = new MLContext(arguments.Seed);
        var log = ml.Data.LoadFromParquet<Visit>(shards);
        if (!isFirst)
        {
            Pipeline(ml, arguments, communicator, null, token).Fit(log);
            ThrowIfCanceled(communicator, token);
            return;
        }
        WarningDisplay.ShowLog(ml);
        AnsiConsole.WriteLine($"{communicator.NumberOfRanks} process(es) fit {log.GetRowCount():N0} rows of {shards.Length} shards in {folder}.");
        var path = Path.Combine(arguments.Output, ModelName);
        TransformerChain<RankingPredictionTransformer<NeuralRankingModelParameters>>? model = null;
        TrainingDisplay.Show("Multi-task model", progress =>
        {
            model = Pipeline(ml, arguments, communicator, progress, token).Fit(log);
            return model.LastTransformer;
        });
        ThrowIfCanceled(communicator, token);
        Save(ml, model!, log.Schema, path);
        AnsiConsole.WriteLine($"The model is saved in {path}. The run took {clock.Elapsed:m\\:ss} minutes.");
    }

    /// <summary>
    /// Throws in all processes if one of them was canceled. A canceled fit returns the best model so far, but a job that a scheduler ends has to go on later.
    /// </summary>
    private static void ThrowIfCanceled(Communicator communicator, CancellationToken token)
    {
        Span<double> canceled = [token.IsCancellationRequested ? 1 : 0];
        communicator.Sum(canceled);
        if (canceled[0] > 0)
            throw new OperationCanceledException(token);
    }

    private static void Save(MLContext ml, ITransformer model, DataViewSchema schema, string path)
    {
        UnfinishedFile.RemoveLeftovers(path);
        using var file = new UnfinishedFile(path);
        ml.Model.Save(model, schema, file.Stream);
        file.Complete();
    }

    private static EstimatorChain<RankingPredictionTransformer<NeuralRankingModelParameters>> Pipeline(
        MLContext ml, Arguments arguments, Communicator communicator, IProgress<TrainingProgress>? progress, CancellationToken token)
        => ml.Transforms.NormalizeMeanVariance(nameof(Visit.Features))
            .Append(ml.Transforms.Conversion.MapValueToKey("VideoKey", nameof(Visit.Video)))
            .Append(ml.Ranking.Trainers.MultiTask(new MultiTaskRankingTrainer.Options
            {
                Tasks = [new(nameof(Visit.Click)), new(nameof(Visit.WatchTime)) { Kind = TaskKind.Regression }],
                CategoricalColumnNames = ["VideoKey"],
                RowGroupColumnName = nameof(Visit.Session),
                NumberOfEpochs = arguments.Epochs,
                CheckpointDirectory = Path.Combine(arguments.Output, "checkpoints"),
                Communicator = communicator,
                Progress = progress,
                CancellationToken = token,
            }));
}
