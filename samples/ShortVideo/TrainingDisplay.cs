using System.Globalization;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Spectre.Console;
using Model = Microsoft.ML.Data.RankingPredictionTransformer<Microsoft.ML.Trainers.ReinforcementRanking.NeuralRankingModelParameters>;

namespace ShortVideo;

/// <summary>
/// Shows the progress of a fit: a bar for every stage on a terminal, or a line for every epoch if the output is redirected. The warnings of the model
/// follow.
/// </summary>
internal static class TrainingDisplay
{
    public static Model Show(string trainer, Func<IProgress<TrainingProgress>, Model> fit)
    {
        AnsiConsole.MarkupLine($"[bold]{trainer}[/]");
        var model = AnsiConsole.Profile.Out.IsTerminal
            ? AnsiConsole.Progress().Columns(new ProgressBarColumn(), new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
                .Start(context => fit(new Bars(context)))
            : fit(new Lines());
        WarningDisplay.Show(model.Model.Warnings);
        return model;
    }

    /// <summary>Describes the epoch, the losses, the validation metrics, the speed, and the remaining time.</summary>
    private static string Describe(TrainingProgress progress) => string.Create(CultureInfo.InvariantCulture,
        $"stage {progress.StageNumber}/{progress.NumberOfStages} ({progress.Stage}), epoch {progress.Epoch}/{progress.NumberOfEpochs}: "
            + $"{Describe(progress.Losses)}; validation {(progress.Metrics.Count > 0 ? Describe(progress.Metrics) : "none")}; "
            + $"{progress.RowsPerSecond:N0} rows/s; at most {progress.Remaining:m\\:ss} left");

    private static string Describe(IReadOnlyDictionary<string, double> values)
        => string.Join(", ", values.Select(value => string.Create(CultureInfo.InvariantCulture, $"{value.Key} {value.Value:G4}")));

    private sealed class Lines : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => AnsiConsole.WriteLine($"  {Describe(value)}");
    }

    private sealed class Bars(ProgressContext context) : IProgress<TrainingProgress>
    {
        private ProgressTask? _task;
        private int _stage;

        public void Report(TrainingProgress value)
        {
            if (value.StageNumber != _stage)
            {
                // The previous stage may have stopped early.
                _task?.Value(_task.MaxValue);
                (_stage, _task) = (value.StageNumber, context.AddTask(value.Stage, maxValue: value.NumberOfEpochs));
            }
            _task!.Value(value.Epoch).Description(Markup.Escape(Describe(value)));
        }
    }
}
