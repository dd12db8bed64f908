using Microsoft.ML;
using Microsoft.ML.Data;

namespace ModelBuilder;

/// <summary>A multi-task model of a shop: the probabilities that an offer is clicked and bought.</summary>
public partial class Purchase
{
    private static readonly string MLNetModelPath = Path.GetFullPath("Purchase.mlnet");

    /// <summary>The engine behind <see cref="Predict"/>, which loads the model when it is first used. It serves one thread at a time.</summary>
    public static readonly Lazy<PredictionEngine<ModelInput, ModelOutput>> PredictEngine = new(CreatePredictEngine, true);

    /// <summary>Predicts what the user of a row does.</summary>
    public static ModelOutput Predict(ModelInput input) => PredictEngine.Value.Predict(input);

    private static PredictionEngine<ModelInput, ModelOutput> CreatePredictEngine()
    {
        var mlContext = new MLContext();
        var mlModel = mlContext.Model.Load(MLNetModelPath, out _);
        return mlContext.Model.CreatePredictionEngine<ModelInput, ModelOutput>(mlModel);
    }

    /// <summary>Represents a row of the log. To predict, the session and the labels are not needed.</summary>
    public class ModelInput
    {
        [LoadColumn(0)]
        [ColumnName(@"SessionId")]
        public string SessionId { get; set; } = "";

        [LoadColumn(1)]
        [ColumnName(@"Category")]
        public string Category { get; set; } = "";

        [LoadColumn(2)]
        [ColumnName(@"Price")]
        public float Price { get; set; }

        [LoadColumn(3)]
        [ColumnName(@"Discount")]
        public float Discount { get; set; }

        [LoadColumn(4)]
        [ColumnName(@"Affinity")]
        public float Affinity { get; set; }

        [LoadColumn(5)]
        [ColumnName(@"PagesViewed")]
        public float PagesViewed { get; set; }

        [LoadColumn(6)]
        [ColumnName(@"ServerNode")]
        public float ServerNode { get; set; }

        [LoadColumn(7)]
        [ColumnName(@"Click")]
        public bool Click { get; set; }

        [LoadColumn(8)]
        [ColumnName(@"Purchase")]
        public bool Purchase { get; set; }
    }

    /// <summary>Represents what the model predicts for a row.</summary>
    public class ModelOutput
    {
        /// <summary>The sum of the probabilities, which ranks offers. Higher is better.</summary>
        [ColumnName(@"Score")]
        public float Score { get; set; }

        [ColumnName(@"Click.Probability")]
        public float ClickProbability { get; set; }

        [ColumnName(@"Click.PredictedLabel")]
        public bool ClickPredictedLabel { get; set; }

        [ColumnName(@"Purchase.Probability")]
        public float PurchaseProbability { get; set; }

        [ColumnName(@"Purchase.PredictedLabel")]
        public bool PurchasePredictedLabel { get; set; }
    }
}
