using System.Diagnostics;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo.Data;
using ShortVideo.Features;
using Spectre.Console;

namespace ShortVideo;

/// <summary>
/// What is needed to score: <c>model.zip</c>, a pipeline from <c>Taste</c>, <c>Profile</c>, <c>History</c> and <c>VideoId</c> to <c>Score</c> and
/// <c>Probability</c>, and <c>state.json</c>, by which a log is turned into these columns.
/// </summary>
internal static class SavedModel
{
    private const int ShownRows = 5;
    private const int ShownVideos = 3;

    public static void Save(MLContext ml, ITransformer model, IDataView rows, StateFeatures state, string output)
    {
        // The schema is what a reader of the file is told to bring: nothing that only training needs.
        var inputs = ml.Transforms.SelectColumns(nameof(LogRow.VideoId), nameof(LogRow.Taste), nameof(LogRow.Profile), nameof(LogRow.History)).Fit(rows)
            .Transform(rows);
        ml.Model.Save(model, inputs.Schema, ModelPath(output));
        File.WriteAllText(StatePath(output), JsonSerializer.Serialize(state));
    }

    /// <summary>Starts this program a second time, to show that the files are enough.</summary>
    public static void ScoreInNewProcess(string data, string output)
    {
        var program = Environment.ProcessPath!;
        string[] assembly = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(SavedModel).Assembly.Location] : [];
        using var process = Process.Start(program, [.. assembly, .. Arguments.ToScore(data, output)]);
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidDataException($"The second process could not score: it ended with code {process.ExitCode}.");
    }

    /// <summary>Loads the files, and shows what the policy thinks of the first test row of some users.</summary>
    public static void Score(Arguments arguments)
    {
        var ml = new MLContext();
        var model = ml.Model.Load(ModelPath(arguments.Output), out var inputs);
        var state = JsonSerializer.Deserialize<StateFeatures>(File.ReadAllText(StatePath(arguments.Output)))!;
        var log = KuaiRandReader.Read(arguments.Data ?? SimulatedData.Folder(arguments.Output));
        var data = LogData.Create(ml, log, state, TimeSplit.Of(log.Exposures));
        AnsiConsole.WriteLine(
            $"Process {Environment.ProcessId} loaded model.zip, which needs {string.Join(", ", inputs.Select(column => $"{column.Name} ({column.Type})"))}.");
        Show(ml, model.Transform(data.Parts.Test), PolicyOf(model).CategoricalPolicy!);
    }

    /// <summary>The policy of a saved model.</summary>
    public static NeuralRankingModelParameters Load(MLContext ml, string output) => PolicyOf(ml.Model.Load(ModelPath(output), out _));

    private static NeuralRankingModelParameters PolicyOf(ITransformer model)
        => ((IEnumerable<ITransformer>)model).OfType<RankingPredictionTransformer<NeuralRankingModelParameters>>().Single().Model;

    private static void Show(MLContext ml, IDataView scored, CategoricalPolicy policy)
    {
        var videos = policy.ActionIds.Count;
        var table = new Table().Border(TableBorder.Simple)
            .AddColumns("user", "shown video", "score", "times as likely as by chance", "videos that the policy would rather show");
        foreach (var row in ml.Data.CreateEnumerable<ScoredRow>(scored, reuseRowObject: false).DistinctBy(row => row.UserId).Take(ShownRows))
        {
            var best = policy.TopActions(row.Features, ShownVideos).Select(action => $"{action.Id} ({action.Probability * videos:F1} times)");
            table.AddRow($"{row.UserId}", $"{row.VideoId}", $"{row.Score:F3}", $"{row.Probability * videos:F2}", string.Join(", ", best));
        }
        AnsiConsole.Write(table);
    }

    private static string ModelPath(string output) => Path.Combine(output, "model.zip");

    private static string StatePath(string output) => Path.Combine(output, "state.json");

    private sealed class ScoredRow
    {
        public long UserId { get; set; }

        public long VideoId { get; set; }

        public float[] Features { get; set; } = [];

        public float Score { get; set; }

        public float Probability { get; set; }
    }
}
