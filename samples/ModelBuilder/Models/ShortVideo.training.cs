using Microsoft.ML;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace ModelBuilder;

public partial class ShortVideo
{
    public const string RetrainFilePath = @"ShortVideo.csv";
    public const char RetrainSeparatorChar = ',';
    public const bool RetrainHasHeader = true;
    public const bool RetrainAllowQuoting = false;

    /// <summary>Trains a new model with the given log, and saves it.</summary>
    /// <param name="outputModelPath">The file to save the model to, such as "ShortVideo.mlnet".</param>
    /// <param name="inputDataFilePath">The file with the log.</param>
    /// <param name="separatorChar">The separator of the file.</param>
    /// <param name="hasHeader">Whether the file has a header.</param>
    /// <param name="allowQuoting">Whether fields of the file may be quoted.</param>
    public static void Train(string outputModelPath, string inputDataFilePath = RetrainFilePath, char separatorChar = RetrainSeparatorChar,
        bool hasHeader = RetrainHasHeader, bool allowQuoting = RetrainAllowQuoting)
    {
        var mlContext = new MLContext(seed: 1);

        var data = LoadIDataViewFromFile(mlContext, inputDataFilePath, separatorChar, hasHeader, allowQuoting);
        var model = RetrainModel(mlContext, data);
        SaveModel(mlContext, model, data, outputModelPath);
    }

    /// <summary>Loads a log from a file.</summary>
    public static IDataView LoadIDataViewFromFile(MLContext mlContext, string inputDataFilePath, char separatorChar, bool hasHeader, bool allowQuoting)
        => mlContext.Data.LoadFromTextFile<ModelInput>(inputDataFilePath, separatorChar, hasHeader, allowQuoting: allowQuoting);

    /// <summary>Saves a model with the columns of its input.</summary>
    /// <param name="mlContext">The context of all operations.</param>
    /// <param name="model">The model to save.</param>
    /// <param name="data">The data that the model was trained with.</param>
    /// <param name="modelSavePath">The file to save the model to.</param>
    public static void SaveModel(MLContext mlContext, ITransformer model, IDataView data, string modelSavePath)
        => mlContext.Model.Save(model, data.Schema, modelSavePath);

    /// <summary>Trains a model with a loaded log.</summary>
    public static ITransformer RetrainModel(MLContext mlContext, IDataView trainData) => BuildPipeline(mlContext).Fit(trainData);

    /// <summary>Builds the pipeline: the state becomes a vector of features, on which the policy is trained.</summary>
    public static IEstimator<ITransformer> BuildPipeline(MLContext mlContext)
        => mlContext.Transforms.Categorical.OneHotEncoding([new InputOutputColumnPair(@"NetworkVector", @"Network")])
            .Append(mlContext.Transforms.ReplaceMissingValues([
                new InputOutputColumnPair(@"SportInterest"), new InputOutputColumnPair(@"Hour"), new InputOutputColumnPair(@"BatteryLevel")]))
            .Append(mlContext.Transforms.Concatenate(@"Features", @"NetworkVector", @"SportInterest", @"Hour", @"BatteryLevel"))
            .Append(mlContext.Transforms.NormalizeMeanVariance(@"Features"))
            .Append(mlContext.Ranking.Trainers.Tscac(new TscacRankingTrainer.Options
            {
                LabelColumnName = @"WatchTime",
                FeatureColumnName = @"Features",
                ActionColumnName = @"VideoId",
                RowGroupColumnName = @"SessionId",
                PropensityColumnName = @"Propensity",
                // What a user watches does not depend on earlier videos here. Leave the default where it does.
                DiscountFactor = 0,
                AuxiliaryResponses = [new(@"Click"), new(@"Like")],
            }));
}
