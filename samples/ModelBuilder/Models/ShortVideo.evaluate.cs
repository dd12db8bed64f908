using Microsoft.ML;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace ModelBuilder;

public partial class ShortVideo
{
    /// <summary>Estimates what each response would have been if the model had chosen the videos of a log.</summary>
    /// <param name="mlContext">The context of all operations.</param>
    /// <param name="testData">A log that the model was not trained on.</param>
    /// <param name="model">The model to evaluate.</param>
    public static OffPolicyMetrics Evaluate(MLContext mlContext, IDataView testData, ITransformer model)
        => mlContext.Ranking.EvaluateOffPolicy(model.Transform(testData), [@"WatchTime", @"Click", @"Like"], rowGroupColumnName: @"SessionId");

    /// <summary>
    /// Calculates the permutation feature importance (PFI). The values of one column at a time are given to other rows, and the response that the model would
    /// have earned is estimated again. A column matters if that response changes.
    /// </summary>
    /// <param name="mlContext">The context of all operations.</param>
    /// <param name="testData">A log that the model was not trained on.</param>
    /// <param name="model">The model to evaluate.</param>
    /// <param name="labelColumnName">The response, such as the one that the model maximizes.</param>
    /// <returns>The columns of the state with the absolute mean change of the response's estimate, the most important column first.</returns>
    public static List<Tuple<string, double>> CalculatePFI(MLContext mlContext, IDataView testData, ITransformer model, string labelColumnName)
    {
        // The estimate alone is read, so that few samples for its interval are enough.
        var options = new OffPolicyOptions { NumberOfBootstrapSamples = 100, SensitivityWeightCaps = [] };
        double Value(IDataView scored)
            => mlContext.Ranking.EvaluateOffPolicy(scored, [labelColumnName], rowGroupColumnName: @"SessionId", options: options)
                .Responses[0].CappedSelfNormalizedIps.Value;

        var importance = mlContext.Ranking.PermutationFeatureImportance(
            model, mlContext.Data.Cache(testData), [@"Network", @"SportInterest", @"Hour", @"BatteryLevel"], Value);

        return [.. importance
            .Select(feature => new Tuple<string, double>(feature.ColumnName, Math.Abs(feature.MeanChange)))
            .OrderByDescending(feature => feature.Item2)];
    }
}
