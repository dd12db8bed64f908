using Microsoft.ML.Data;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>The columns of a multi-task model of the contract, for ML.NET's typed interfaces.</summary>
internal sealed class TaskPrediction
{
    public float Score { get; set; }

    [ColumnName("Click.Score")]
    public float ClickScore { get; set; }

    [ColumnName("Click.Probability")]
    public float ClickProbability { get; set; }

    [ColumnName("Click.PredictedLabel")]
    public bool ClickPredictedLabel { get; set; }

    [ColumnName("Label.Score")]
    public float LabelScore { get; set; }

    /// <summary>In the order of the model's columns.</summary>
    public float[] Values => [Score, ClickScore, ClickProbability, ClickPredictedLabel ? 1 : 0, LabelScore];
}
