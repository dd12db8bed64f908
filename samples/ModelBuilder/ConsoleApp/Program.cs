using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using ModelBuilder;

// Evaluates each model on sessions that it has not seen, trains it with the whole log, saves it, and predicts a sample with the saved file.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var mlContext = new MLContext(seed: 1);
mlContext.Log += (_, message) =>
{
    if (message.Kind >= ChannelMessageKind.Warning)
        Console.WriteLine(message.Message);
};

try
{
    Console.WriteLine("ShortVideo: what the policy would have earned in the sessions of the log");
    var videos = ShortVideo.LoadIDataViewFromFile(
        mlContext, ShortVideo.RetrainFilePath, ShortVideo.RetrainSeparatorChar, ShortVideo.RetrainHasHeader, ShortVideo.RetrainAllowQuoting);
    var videoSplit = mlContext.Data.TrainTestSplitBySession(videos, "SessionId", testFraction: 0.3);
    var policy = ShortVideo.RetrainModel(mlContext, videoSplit.TrainSet);
    Console.WriteLine(ShortVideo.Evaluate(mlContext, videoSplit.TestSet, policy));
    Show("Watch time without a column (seconds of change)", ShortVideo.CalculatePFI(mlContext, videoSplit.TestSet, policy, "WatchTime"));

    ShortVideo.Train("ShortVideo.mlnet");
    var state = new ShortVideo.ModelInput { VideoId = "v8", Network = "wifi", SportInterest = 0.9f, Hour = 20, BatteryLevel = 60 };
    var video = ShortVideo.Predict(state);
    Console.WriteLine($"Video {video.VideoId} in the sample state: score {video.Score:0.00}, probability {video.Probability:P1}. The best videos there:");
    foreach (var best in ShortVideo.PredictTopVideos(state, count: 3))
        Console.WriteLine($"  {best.Id}  score {best.Score:0.00}, probability {best.Probability:P1}");

    Console.WriteLine();
    Console.WriteLine("Purchase: how well clicks and purchases are predicted");
    var offers = Purchase.LoadIDataViewFromFile(
        mlContext, Purchase.RetrainFilePath, Purchase.RetrainSeparatorChar, Purchase.RetrainHasHeader, Purchase.RetrainAllowQuoting);
    var offerSplit = mlContext.Data.TrainTestSplitBySession(offers, "SessionId", testFraction: 0.3);
    var tasks = Purchase.RetrainModel(mlContext, offerSplit.TrainSet);
    Console.WriteLine(Purchase.Evaluate(mlContext, offerSplit.TestSet, tasks));
    Show("AUC of purchases without a column (change)", Purchase.CalculatePFI(mlContext, offerSplit.TestSet, tasks, "Purchase"));

    Purchase.Train("Purchase.mlnet");
    var offer = Purchase.Predict(new() { Category = "music", Price = 9.99f, Discount = 0.25f, Affinity = 0.8f, PagesViewed = 3, ServerNode = 1 });
    Console.WriteLine($"The sample offer is clicked with probability {offer.ClickProbability:P1} and bought with probability {offer.PurchaseProbability:P1}.");
    return 0;
}
catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidOperationException or FormatException)
{
    // A log cannot be read, or a model cannot be saved.
    Console.Error.WriteLine(problem.Message.ReplaceLineEndings(" "));
    return 1;
}

static void Show(string title, IEnumerable<Tuple<string, double>> importance)
{
    Console.WriteLine(title);
    foreach (var (column, change) in importance)
        Console.WriteLine($"  {column,-14} {change:0.000}");
    Console.WriteLine();
}
