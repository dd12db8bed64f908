using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo;
using ShortVideo.Features;
using ShortVideo.Policies;
using Spectre.Console;

namespace Tuning;

/// <summary>
/// Runs the sample. It searches the options of TSCAC on the training rows, shows the trials and the Pareto front of the responses, fits the best setting,
/// evaluates it on later rows, which the search has not seen, and saves the policy.
/// </summary>
internal static class Job
{
    private static readonly string[] Responses = [nameof(LogRow.WatchTime), nameof(LogRow.Click), nameof(LogRow.Interaction)];

    public static PolicyTuningResult<TscacRankingTrainer.Options> Run(Arguments arguments)
    {
        var clock = Stopwatch.StartNew();
        Directory.CreateDirectory(arguments.Output);
        var folder = arguments.Data
            ?? SimulatedData.Write(arguments.Output, arguments.Seed, new() { Users = arguments.Users, Candidates = SimulatedData.Size.Candidates });
        var ml = new MLContext(arguments.Seed);
        WarningDisplay.ShowLog(ml);
        var prepared = PreparedLog.Read(ml, folder);
        if (!prepared.Log.IsRandom)
            throw new InvalidDataException($"The log in {folder} has no random exposures, so their propensities are not known. Name a folder with one.");
        var parts = prepared.Parts.Map(rows => ml.Data.Cache(rows));

        AnsiConsole.MarkupLine($"[bold]{arguments.Trials} settings: {string.Join(", ", Responses)} (tuned values)[/]");
        var result = Tune(ml, prepared, parts.Training, arguments);
        AnsiConsole.WriteLine();
        AnsiConsole.WriteLine(result.ToString());
        ShowFront(result);

        var model = TrainingDisplay.Show($"TSCAC with the options of trial {result.Best.Number}", progress =>
        {
            var best = result.BestOptions;
            (best.Progress, best.TensorBoardDirectory) = (progress, Path.Combine(arguments.Output, "runs"));
            return ml.Ranking.Trainers.Tscac(best).Fit(parts.Training, parts.Validation);
        });
        AnsiConsole.WriteLine(ml.Ranking.EvaluateOffPolicy(model.Transform(parts.Test), Responses, rowGroupColumnName: nameof(LogRow.UserId)).ToString());
        SavedModel.Save(ml, prepared, model, arguments.Output);
        AnsiConsole.WriteLine($"The files model.zip, state.json and runs are saved in {Path.GetFullPath(arguments.Output)}. "
            + $"The run took {clock.Elapsed:m\\:ss} minutes.");
        return result;
    }

    private static PolicyTuningResult<TscacRankingTrainer.Options> Tune(MLContext ml, PreparedLog prepared, IDataView training, Arguments arguments)
    {
        var start = NeuralPolicies.TscacOptions(TscacDesign.All[1], prepared.Data.Catalog, prepared.EligibleColumnName);
        (start.NumberOfCritics, start.NumberOfStageOneEpochs, start.NumberOfStageTwoEpochs) = (1, 3, 4);
        return ml.Ranking.TunePolicy(training, start, ml.Ranking.Trainers.Tscac, Responses, tuning: new()
        {
            NumberOfTrials = arguments.Trials,
            HalvingFactor = 2,
            TunedOptions = ["ConstraintStrength", "StageOneTemperature", "CriticLearningRate", "HiddenUnits"],
            AllowedAuxiliaryLoss = 0.02,
            CrossValidation = new() { NumberOfFolds = 2 },
            Progress = new TrialLines(),
        });
    }

    private static void ShowFront(PolicyTuningResult<TscacRankingTrainer.Options> result)
    {
        AnsiConsole.MarkupLine("[bold]Pareto front: no setting is better in one response without being worse in another[/]");
        foreach (var trial in result.ParetoFront)
            AnsiConsole.WriteLine($"  {trial}{(trial == result.Best ? " (chosen)" : "")}");
    }
}
