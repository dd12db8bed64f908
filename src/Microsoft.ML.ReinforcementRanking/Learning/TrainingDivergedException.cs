using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// The exception of a fit whose numbers left the range of Single: a loss or a weight became infinite or NaN. It says where, and it has the last good model if
/// the fit was in its last stage.
/// </summary>
public sealed class TrainingDivergedException : InvalidOperationException
{
    internal TrainingDivergedException(string stage, int epoch, int step, string valueName, double value)
        : this(stage, epoch, step, valueName, value, null, 0)
    {
    }

    private TrainingDivergedException(string stage, int epoch, int step, string valueName, double value,
        RankingPredictionTransformer<NeuralRankingModelParameters>? lastGoodModel, int lastGoodEpoch)
        : base(Describe(stage, epoch, step, valueName, value) + Remedy + DescribeModel(lastGoodModel, lastGoodEpoch))
    {
        (Stage, Epoch, Step, ValueName, Value) = (stage, epoch, step, valueName, value);
        (LastGoodModel, LastGoodEpoch) = (lastGoodModel, lastGoodEpoch);
    }

    /// <summary>Gets the name of the stage that diverged, for example <c>"critic Click"</c>.</summary>
    public string Stage { get; }

    /// <summary>Gets the number of the epoch in the stage. The first epoch is 1.</summary>
    public int Epoch { get; }

    /// <summary>Gets the number of the gradient step in the epoch. The first step is 1.</summary>
    public int Step { get; }

    /// <summary>Gets the name of the value that is not finite: a loss, as in <see cref="TrainingProgress.Losses"/>, or <c>"a weight"</c>.</summary>
    public string ValueName { get; }

    /// <summary>Gets the value, which is infinite or NaN.</summary>
    public double Value { get; }

    /// <summary>
    /// Gets the model with the weights of <see cref="LastGoodEpoch"/>, or null if the fit was not in its last stage, or if no epoch of it had ended. The
    /// model can be used like that of any fit, and its warnings tell of the divergence. A lower learning rate can give a better one.
    /// </summary>
    public RankingPredictionTransformer<NeuralRankingModelParameters>? LastGoodModel { get; }

    /// <summary>
    /// Gets the number of the epoch whose weights <see cref="LastGoodModel"/> has, which is the best one before the stage diverged. The number is 0 if there
    /// is no model, or if the model has the weights that the stage began with.
    /// </summary>
    public int LastGoodEpoch { get; }

    private static string Remedy => " Lower the learning rate, limit the gradients by MaximumGradientNorm, or normalize the features and responses.";

    /// <summary>Returns the exception with the model to offer.</summary>
    internal TrainingDivergedException With(RankingPredictionTransformer<NeuralRankingModelParameters> lastGoodModel, int lastGoodEpoch)
        => new(Stage, Epoch, Step, ValueName, Value, lastGoodModel, lastGoodEpoch);

    internal static string Describe(string stage, int epoch, int step, string valueName, double value) => string.Create(CultureInfo.InvariantCulture,
        $"Training diverged in stage '{stage}', epoch {epoch}, step {step}: {valueName} became {value}.");

    private static string DescribeModel(RankingPredictionTransformer<NeuralRankingModelParameters>? model, int epoch)
        => model is null ? "" : string.Create(CultureInfo.InvariantCulture, $" LastGoodModel has the weights of epoch {epoch}.");
}
