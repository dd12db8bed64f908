using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Worlds;

/// <summary>
/// Fits linear models of both tasks from the same start and in the same order of rows. They use all epochs until they converge, without dropout, weight
/// decay, or choice of an epoch.
/// </summary>
/// <param name="seed">The seed of the fits.</param>
internal sealed class LinearFits(int seed)
{
    /// <summary>The number of sessions of a log that a study or a test fits.</summary>
    public const int Sessions = 3000;

    private const int Epochs = 15;
    private const double Rate = 0.05;

    private static readonly SharedBottomBackbone Linear = new() { BottomUnits = [], TowerUnits = [] };
    private static readonly TaskColumn[] Tasks = [.. TaskRow.Tasks.Select(task => new TaskColumn(task))];

    /// <summary>The number of epochs after plain training, of either trainer, at a tenth of its learning rate.</summary>
    public int FineTuningEpochs { get; init; } = 20;

    /// <summary>The column of the weights of rows, or null for equal weights.</summary>
    public string? Weight { get; init; }

    public RankingPredictionTransformer<NeuralRankingModelParameters> MultiTask(IDataView log)
        => new MLContext(seed).Ranking.Trainers.MultiTask(new MultiTaskRankingTrainer.Options
        {
            Tasks = Tasks,
            Backbone = Linear,
            ExampleWeightColumnName = Weight,
            NumberOfEpochs = Epochs,
            NumberOfFineTuningEpochs = FineTuningEpochs,
            LearningRate = Rate,
            DropoutRate = 0,
            WeightDecay = 0,
            ValidationFraction = 0,
        }).Fit(log);

    public RankingPredictionTransformer<NeuralRankingModelParameters> Rmtl(IDataView log, double strength, double discount)
        => new MLContext(seed).Ranking.Trainers.Rmtl(new RmtlRankingTrainer.Options
        {
            Tasks = Tasks,
            Backbone = Linear,
            WeightStrength = strength,
            DiscountFactor = discount,
            CriticBottomUnits = [64, 32],
            CriticTowerUnits = [16],
            NumberOfEpochs = Epochs,
            NumberOfFineTuningEpochs = FineTuningEpochs,
            LearningRate = Rate,
            DropoutRate = 0,
            WeightDecay = 0,
            ValidationFraction = 0,
        }).Fit(log);

    /// <summary>
    /// Computes the exact optimum of plain training with ML.NET, by task and held-out row. A control that has converged predicts the same.
    /// </summary>
    public static float[][] MaximumLikelihood(IDataView log, IDataView heldOut) =>
    [
        .. TaskRow.Tasks.Select(task => new MLContext(1).BinaryClassification.Trainers.LbfgsLogisticRegression(new LbfgsLogisticRegressionBinaryTrainer.Options
        {
            LabelColumnName = task,
            L1Regularization = 0,
            L2Regularization = 0,
            NumberOfThreads = 1,
        }).Fit(log).Transform(heldOut).GetColumn<float>("Probability").ToArray()),
    ];
}
