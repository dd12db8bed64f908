using Microsoft.ML;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace ModelBuilder;

public partial class Purchase
{
    /// <summary>Measures how well the model ranks and predicts each task on a log.</summary>
    /// <param name="mlContext">The context of all operations.</param>
    /// <param name="testData">A log that the model was not trained on.</param>
    /// <param name="model">The model to evaluate.</param>
    public static TaskRankingMetrics Evaluate(MLContext mlContext, IDataView testData, ITransformer model)
        => mlContext.Ranking.EvaluateTasks(model.Transform(testData), [@"Click", @"Purchase"], rowGroupColumnName: @"SessionId");

    /// <summary>
    /// Calculates the permutation feature importance (PFI). The values of one column at a time are given to other rows, and the area under the ROC curve of
    /// the task is measured again. A column matters if that area changes.
    /// </summary>
    /// <param name="mlContext">The context of all operations.</param>
    /// <param name="testData">A log that the model was not trained on.</param>
    /// <param name="model">The model to evaluate.</param>
    /// <param name="labelColumnName">The label of the task.</param>
    /// <returns>The columns of the state with the absolute mean change of the area, the most important column first.</returns>
    public static List<Tuple<string, double>> CalculatePFI(MLContext mlContext, IDataView testData, ITransformer model, string labelColumnName)
    {
        double Area(IDataView scored)
            => mlContext.Ranking.EvaluateTasks(scored, [labelColumnName], rowGroupColumnName: @"SessionId").Tasks[0].AreaUnderRocCurve;

        var importance = mlContext.Ranking.PermutationFeatureImportance(
            model, mlContext.Data.Cache(testData), [@"Category", @"Price", @"Discount", @"Affinity", @"PagesViewed", @"ServerNode"], Area);

        return [.. importance
            .Select(feature => new Tuple<string, double>(feature.ColumnName, Math.Abs(feature.MeanChange)))
            .OrderByDescending(feature => feature.Item2)];
    }
}
