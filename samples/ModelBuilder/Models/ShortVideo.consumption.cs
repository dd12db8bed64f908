using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace ModelBuilder;

/// <summary>A policy that chooses short videos: more watch time, while clicks and likes stay good.</summary>
public partial class ShortVideo
{
    private static readonly string MLNetModelPath = Path.GetFullPath("ShortVideo.mlnet");

    /// <summary>The engine behind <see cref="Predict"/>, which loads the model when it is first used. It serves one thread at a time.</summary>
    public static readonly Lazy<PredictionEngine<ModelInput, ModelOutput>> PredictEngine = new(CreatePredictEngine, true);

    /// <summary>The engine behind <see cref="PredictTopVideos"/>. It serves any number of threads at a time.</summary>
    public static readonly Lazy<ActionRankingEngine<ModelInput>> RankingEngine = new(() => CreateRankingEngine(MLNetModelPath), true);

    /// <summary>Predicts how well the video of a row suits its state.</summary>
    public static ModelOutput Predict(ModelInput input) => PredictEngine.Value.Predict(input);

    /// <summary>Returns the best videos for a state, the best one first. The video and the responses of the input have no effect.</summary>
    public static IReadOnlyList<RankedAction> PredictTopVideos(ModelInput input, int count) => RankingEngine.Value.TopActions(input, count);

    /// <summary>Creates an engine that ranks the videos of a saved model.</summary>
    public static ActionRankingEngine<ModelInput> CreateRankingEngine(string modelPath)
    {
        var mlContext = new MLContext();
        var mlModel = mlContext.Model.Load(modelPath, out var inputSchema);
        return mlContext.Model.CreateActionRankingEngine<ModelInput>(mlModel, inputSchema);
    }

    private static PredictionEngine<ModelInput, ModelOutput> CreatePredictEngine()
    {
        var mlContext = new MLContext();
        var mlModel = mlContext.Model.Load(MLNetModelPath, out _);
        return mlContext.Model.CreatePredictionEngine<ModelInput, ModelOutput>(mlModel);
    }

    /// <summary>Represents a row of the log. To predict, only the state and the video are needed.</summary>
    public class ModelInput
    {
        [LoadColumn(0)]
        [ColumnName(@"SessionId")]
        public string SessionId { get; set; } = "";

        [LoadColumn(1)]
        [ColumnName(@"VideoId")]
        public string VideoId { get; set; } = "";

        [LoadColumn(2)]
        [ColumnName(@"Network")]
        public string Network { get; set; } = "";

        [LoadColumn(3)]
        [ColumnName(@"SportInterest")]
        public float SportInterest { get; set; }

        [LoadColumn(4)]
        [ColumnName(@"Hour")]
        public float Hour { get; set; }

        [LoadColumn(5)]
        [ColumnName(@"BatteryLevel")]
        public float BatteryLevel { get; set; }

        [LoadColumn(6)]
        [ColumnName(@"WatchTime")]
        public float WatchTime { get; set; }

        [LoadColumn(7)]
        [ColumnName(@"Click")]
        public bool Click { get; set; }

        [LoadColumn(8)]
        [ColumnName(@"Like")]
        public bool Like { get; set; }

        [LoadColumn(9)]
        [ColumnName(@"Propensity")]
        public float Propensity { get; set; }
    }

    /// <summary>Represents what the model predicts for a row.</summary>
    public class ModelOutput
    {
        [ColumnName(@"VideoId")]
        public string VideoId { get; set; } = "";

        /// <summary>The preference for the video in this state. Higher is better.</summary>
        [ColumnName(@"Score")]
        public float Score { get; set; }

        /// <summary>The probability with which the policy shows the video in this state.</summary>
        [ColumnName(@"Probability")]
        public float Probability { get; set; }

        /// <summary>The predicted returns of watch time, clicks and likes after the video.</summary>
        [ColumnName(@"ResponseValues")]
        public float[] ResponseValues { get; set; } = [];
    }
}
