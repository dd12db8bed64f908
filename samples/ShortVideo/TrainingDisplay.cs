using System.Globalization;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Spectre.Console;

namespace ShortVideo;

/// <summary>Shows a fit while it runs: a bar for every stage on a terminal, a line for every epoch where the output is redirected.</summary>
internal static class TrainingDisplay
{
    public static T Show<T>(string trainer, Func<IProgress<TrainingProgress>, T> fit)
    {
        AnsiConsole.MarkupLine($"[bold]{trainer}[/]");
        return AnsiConsole.Profile.Out.IsTerminal
            ? AnsiConsole.Progress().Columns(new ProgressBarColumn(), new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
                .Start(context => fit(new Bars(context)))
            : fit(new Lines());
    }

    /// <summary>Epoch, losses, held-out metrics, speed and time left, as text.</summary>
    private static string Describe(TrainingProgress progress) => string.Create(CultureInfo.InvariantCulture,
        $"{progress.StageNumber}/{progress.NumberOfStages} {progress.Stage}, epoch {progress.Epoch}/{progress.NumberOfEpochs}: {Describe(progress.Losses)}; "
            + $"validation: {Describe(progress.Metrics)}; {progress.RowsPerSecond:N0} rows/s, at most {progress.Remaining:m\\:ss} left");

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
                // The stage before may have stopped early.
                _task?.Value(_task.MaxValue);
                (_stage, _task) = (value.StageNumber, context.AddTask(value.Stage, maxValue: value.NumberOfEpochs));
            }
            _task!.Value(value.Epoch).Description(Markup.Escape(Describe(value)));
        }
    }
}
