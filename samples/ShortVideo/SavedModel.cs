using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo.Data;
using ShortVideo.Features;
using ShortVideo.Online;
using Spectre.Console;
using Policy = Microsoft.ML.Data.RankingPredictionTransformer<Microsoft.ML.Trainers.ReinforcementRanking.NeuralRankingModelParameters>;

namespace ShortVideo;

/// <summary>
/// Saves and loads what is needed to score. <c>model.zip</c> is a pipeline from <c>Preferences</c>, <c>Profile</c>, <c>History</c>, <c>VideoId</c>, and
/// <c>Candidates</c> if the log has them, to <c>Score</c> and <c>Probability</c>. <c>state.json</c> has what is needed to compute these columns from a log.
/// </summary>
internal static class SavedModel
{
    private const int ShownRows = 5;
    private const int ShownVideos = 3;

    public static void Save(MLContext ml, PreparedLog prepared, Policy policy, string output)
    {
        var rows = prepared.Data.Parts.Training;
        // The saved schema tells readers of the file which columns they need, so it has no columns that only training needs.
        string?[] columns = [nameof(LogRow.VideoId), prepared.EligibleColumnName, nameof(LogRow.Preferences), nameof(LogRow.Profile), nameof(LogRow.History)];
        var inputs = ml.Transforms.SelectColumns([.. columns.OfType<string>()]).Fit(rows).Transform(rows);
        ml.Model.Save(new TransformerChain<ITransformer>(prepared.Preparation, policy), inputs.Schema, ModelPath(output));
        File.WriteAllText(StatePath(output), JsonSerializer.Serialize(prepared.State));
    }

    /// <summary>Starts this program a second time, to show that the files are sufficient.</summary>
    public static void ScoreInNewProcess(string data, string output)
    {
        var program = Environment.ProcessPath!;
        string[] assembly = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(SavedModel).Assembly.Location] : [];
        using var process = Process.Start(program, [.. assembly, .. Arguments.ToScore(data, output)]);
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidDataException($"The second process could not score. Its exit code is {process.ExitCode}.");
    }

    /// <summary>Loads the files, and shows the ranking of the policy for the first test row of some users.</summary>
    public static void Score(Arguments arguments)
    {
        var ml = new MLContext();
        var model = ml.Model.Load(ModelPath(arguments.Output), out var inputs);
        var state = JsonSerializer.Deserialize<StateFeatures>(File.ReadAllText(StatePath(arguments.Output)))!;
        var log = KuaiRandReader.Read(arguments.Data ?? SimulatedData.Folder(arguments.Output));
        var data = LogData.Create(ml, log, state, TimeSplit.Of(log.Exposures));
        var columns = string.Join(", ", inputs.Select(column => $"{column.Name} ({column.Type})"));
        AnsiConsole.WriteLine($"Process {Environment.ProcessId} loaded model.zip, which needs the columns {columns}.");
        WarningDisplay.Show(PolicyOf(model).Warnings);
        using var engine = StateRow.CreateEngine(ml, model, inputs);
        Show(ml, data.Parts.Test, model.Transform(data.Parts.Test), engine);
    }

    /// <summary>Creates an engine that serves a saved policy.</summary>
    public static ActionRankingEngine<StateRow> CreateEngine(MLContext ml, string output)
        => StateRow.CreateEngine(ml, ml.Model.Load(ModelPath(output), out var inputs), inputs);

    private static NeuralRankingModelParameters PolicyOf(ITransformer model)
        => ((IEnumerable<ITransformer>)model).OfType<Policy>().Single().Model;

    private static void Show(MLContext ml, IDataView rows, IDataView scored, ActionRankingEngine<StateRow> engine)
    {
        var table = new Table().Border(TableBorder.Simple)
            .AddColumns("user", "logged video", "candidates", "score", "probability / uniform probability",
                "best candidates of the policy (probability / uniform probability)");
        // The states come from the rows before the pipeline, because the pipeline normalizes a column in place.
        var states = ml.Data.CreateEnumerable<StateRow>(rows, reuseRowObject: false);
        var scoredRows = ml.Data.CreateEnumerable<ScoredRow>(scored, reuseRowObject: false);
        foreach (var (state, row) in states.Zip(scoredRows).DistinctBy(pair => pair.Second.UserId).Take(ShownRows))
        {
            string[]? eligible = row.Candidates.Length == 0 ? null : [.. row.Candidates.Select(video => video.ToString(CultureInfo.InvariantCulture))];
            var choices = eligible?.Length ?? engine.Policy.ActionIds.Count;
            var best = engine.TopActions(state, ShownVideos, eligible).Select(action => $"{action.Id} ({action.Probability * choices:F1})");
            table.AddRow($"{row.UserId}", $"{row.VideoId}", $"{choices}", $"{row.Score:F3}", $"{row.Probability * choices:F2}", string.Join(", ", best));
        }
        AnsiConsole.Write(table);
    }

    private static string ModelPath(string output) => Path.Combine(output, "model.zip");

    private static string StatePath(string output) => Path.Combine(output, "state.json");

    private sealed class ScoredRow
    {
        public long UserId { get; set; }

        public long VideoId { get; set; }

        public long[] Candidates { get; set; } = [];

        public float Score { get; set; }

        public float Probability { get; set; }
    }
}
