using Microsoft.ML.Data;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Represents the columns of a multi-task model of the contract for the typed interfaces of ML.NET.</summary>
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

    /// <summary>The values in the order of the columns of the model.</summary>
    public float[] Values => [Score, ClickScore, ClickProbability, ClickPredictedLabel ? 1 : 0, LabelScore];
}
