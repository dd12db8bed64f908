using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Spectre.Console;
using Model = Microsoft.ML.Data.RankingPredictionTransformer<Microsoft.ML.Trainers.ReinforcementRanking.NeuralRankingModelParameters>;

namespace ShortVideo;

/// <summary>
/// Shows the progress of a fit: a bar for every stage on a terminal, or a line for every stage if the output is redirected. The warnings of the model
/// follow.
/// </summary>
internal static class TrainingDisplay
{
    public static Model Show(string trainer, Func<IProgress<TrainingProgress>, Model> fit)
    {
        AnsiConsole.MarkupLine($"[bold]{Markup.Escape(trainer)}[/]");
        var model = AnsiConsole.Profile.Out.IsTerminal
            ? AnsiConsole.Progress().Columns(new ProgressBarColumn { Width = 12 }, new TaskDescriptionColumn { Alignment = Justify.Left })
                .Start(context => Show(new Bars(context), fit))
            : Show(new Lines(AnsiConsole.Profile.Out.Writer), fit);
        WarningDisplay.Show(model.Model.Warnings);
        return model;
    }

    private static Model Show(StageProgress progress, Func<IProgress<TrainingProgress>, Model> fit)
    {
        var model = fit(progress);
        progress.EndStages();
        return model;
    }

    /// <summary>Tells the end of a stage, which may come before its last epoch. Stages that are trained together report in turn.</summary>
    internal abstract class StageProgress : IProgress<TrainingProgress>
    {
        private readonly Dictionary<int, TrainingProgress> _open = [];

        public void Report(TrainingProgress value)
        {
            // All stages that are trained together begin before one of them has a second epoch.
            if (!_open.ContainsKey(value.StageNumber) && _open.Values.All(open => open.Epoch > 1 || open.Epoch == open.NumberOfEpochs))
                EndStages();
            _open[value.StageNumber] = value;
            EndEpoch(value);
        }

        public void EndStages()
        {
            foreach (var last in _open.Values)
                EndStage(last);
            _open.Clear();
        }

        protected abstract void EndEpoch(TrainingProgress epoch);

        protected abstract void EndStage(TrainingProgress last);
    }

    /// <summary>Writes a line for each stage, and for epochs of stages that take longer than half a minute.</summary>
    internal sealed class Lines(TextWriter output) : StageProgress
    {
        private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

        private readonly Stopwatch _silence = Stopwatch.StartNew();

        protected override void EndEpoch(TrainingProgress epoch)
        {
            if (_silence.Elapsed > LongestSilence)
                Write(epoch);
        }

        protected override void EndStage(TrainingProgress last) => Write(last);

        private void Write(TrainingProgress epoch)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {epoch}; {epoch.RowsPerSecond:N0} rows/s"));
            _silence.Restart();
        }
    }

    private sealed class Bars(ProgressContext context) : StageProgress
    {
        private readonly Dictionary<int, ProgressTask> _tasks = [];

        protected override void EndEpoch(TrainingProgress epoch)
        {
            if (!_tasks.TryGetValue(epoch.StageNumber, out var task))
                _tasks.Add(epoch.StageNumber, task = context.AddTask(epoch.Stage, maxValue: epoch.NumberOfEpochs));
            task.Value(epoch.Epoch).Description(Describe(epoch, string.Create(CultureInfo.InvariantCulture, $"{epoch.Remaining:m\\:ss} left")));
        }

        protected override void EndStage(TrainingProgress last)
        {
            var task = _tasks[last.StageNumber];
            task.Value(task.MaxValue).Description(Describe(last, $"{last.RowsPerSecond.ToString("N0", CultureInfo.InvariantCulture)} rows/s"));
        }

        /// <summary>Describes an epoch so shortly that it fits beside the bar on a terminal of 80 columns.</summary>
        private static string Describe(TrainingProgress epoch, string end)
        {
            var loss = epoch.Losses.FirstOrDefault();
            return Markup.Escape(string.Create(CultureInfo.InvariantCulture,
                $"{epoch.StageNumber}/{epoch.NumberOfStages} {epoch.Stage}, {epoch.Epoch}/{epoch.NumberOfEpochs}, {loss.Key} {loss.Value:G4}, {end}"));
        }
    }
}
