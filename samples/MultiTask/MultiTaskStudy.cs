using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using MultiTask.Features;
using ShortVideo;

namespace MultiTask;

/// <summary>
/// Trains backbones plain and with critics, and measures both on the test part. Both have the same epochs, so that what differs is what the critics' weights do.
/// </summary>
internal sealed class MultiTaskStudy(MLContext ml, TaskLog log, int seed)
{
    private const int Epochs = 20;
    private const int FineTuningEpochs = 10;

    public IEnumerable<StudyResult> Run(IEnumerable<string> backbones) => backbones.SelectMany(name =>
    {
        var backbone = Backbones.Find(name);
        return new[] { Measure(name, "plain", progress => FitPlain(backbone, progress)), Measure(name, "RMTL", progress => FitRmtl(backbone, progress)) };
    });

    private StudyResult Measure(string backbone, string training, Func<IProgress<TrainingProgress>, ITransformer> fit)
    {
        var model = TrainingDisplay.Show($"{backbone}, {training}", fit);
        var metrics = ml.Ranking.EvaluateTasks(model.Transform(log.Parts.Test), [.. log.TaskColumnNames], nameof(TaskRow.GroupId), nameof(TaskRow.UserId));
        return new(backbone, training, metrics);
    }

    private RankingPredictionTransformer<NeuralRankingModelParameters> FitPlain(MultiTaskBackbone backbone, IProgress<TrainingProgress> progress)
        => ml.Ranking.Trainers.MultiTask(new MultiTaskRankingTrainer.Options
        {
            Tasks = Tasks(),
            CategoricalColumnNames = log.CategoricalColumnNames,
            Backbone = backbone,
            NumberOfEpochs = Epochs,
            NumberOfFineTuningEpochs = FineTuningEpochs,
            Seed = seed,
            Progress = progress,
        }).Fit(log.Parts.Training, log.Parts.Validation);

    private RankingPredictionTransformer<NeuralRankingModelParameters> FitRmtl(MultiTaskBackbone backbone, IProgress<TrainingProgress> progress)
        => ml.Ranking.Trainers.Rmtl(new RmtlRankingTrainer.Options
        {
            Tasks = Tasks(),
            CategoricalColumnNames = log.CategoricalColumnNames,
            Backbone = backbone,
            NumberOfEpochs = Epochs,
            NumberOfFineTuningEpochs = FineTuningEpochs,
            Seed = seed,
            Progress = progress,
        }).Fit(log.Parts.Training, log.Parts.Validation);

    private TaskColumn[] Tasks() => [.. log.TaskColumnNames.Select(name => new TaskColumn(name))];
}
