using Microsoft.ML;
using Microsoft.ML.Trainers.ReinforcementRanking;
using MultiTask.Features;
using ShortVideo;
using Model = Microsoft.ML.Data.RankingPredictionTransformer<Microsoft.ML.Trainers.ReinforcementRanking.NeuralRankingModelParameters>;

namespace MultiTask;

/// <summary>
/// Trains backbones with and without RMTL on the training rows, chooses epochs on the validation rows, and compares them on the test rows.
/// </summary>
internal sealed class MultiTaskStudy(MLContext ml, TaskLog log)
{
    // Both trainers have the same number of epochs, so that the only difference is the weights of RMTL.
    private const int FineTuningEpochs = 10;

    private readonly TaskColumn[] _tasks = [.. log.TaskColumnNames.Select(task => new TaskColumn(task))];

    public IEnumerable<StudyResult> Run(IEnumerable<string> backbones) => backbones.SelectMany(Run);

    private StudyResult[] Run(string name)
    {
        var backbone = KnownBackbones.Of(name);
        var plain = TrainingDisplay.Show($"{name}, plain", progress => TrainPlain(backbone, progress));
        var rmtl = TrainingDisplay.Show($"{name}, RMTL", progress => TrainRmtl(backbone, progress));
        return [new(name, "plain", Evaluate(plain)), new(name, "RMTL", Evaluate(rmtl))];
    }

    private Model TrainPlain(MultiTaskBackbone backbone, IProgress<TrainingProgress> progress)
        => ml.Ranking.Trainers.MultiTask(new MultiTaskRankingTrainer.Options
        {
            Tasks = _tasks,
            CategoricalColumnNames = log.CategoricalColumnNames,
            Backbone = backbone,
            NumberOfFineTuningEpochs = FineTuningEpochs,
            Progress = progress,
        }).Fit(log.Parts.Training, log.Parts.Validation);

    private Model TrainRmtl(MultiTaskBackbone backbone, IProgress<TrainingProgress> progress)
        => ml.Ranking.Trainers.Rmtl(new RmtlRankingTrainer.Options
        {
            Tasks = _tasks,
            CategoricalColumnNames = log.CategoricalColumnNames,
            Backbone = backbone,
            NumberOfFineTuningEpochs = FineTuningEpochs,
            Progress = progress,
        }).Fit(log.Parts.Training, log.Parts.Validation);

    private TaskRankingMetrics Evaluate(Model model)
        => ml.Ranking.EvaluateTasks(model.Transform(log.Parts.Test), [.. log.TaskColumnNames], userColumnName: nameof(TaskRow.UserId));
}
