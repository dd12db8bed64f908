using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML;

/// <summary>Provides the calibration of probabilities beside the evaluators of <see cref="RankingCatalog"/>.</summary>
public static class CalibrationCatalog
{
    /// <summary>
    /// Compares the probabilities of a policy with the choices of a log: of all actions to which the policy gives a probability of about 1 %, one in a hundred
    /// should be the logged action. Use it for a behavior policy that estimates propensities, on rows that it has not seen.
    /// </summary>
    /// <remarks>The log is read once. Each row takes the time of one softmax over its eligible actions, or over the catalog.</remarks>
    /// <param name="catalog">The ranking catalog, <c>mlContext.Ranking</c>.</param>
    /// <param name="model">A fitted pipeline with a policy over a catalog, such as one of <c>BehaviorCloning</c>.</param>
    /// <param name="data">The log, before the steps of the pipeline. Rows whose action the policy does not know count as rows without a choice.</param>
    /// <returns>The predictions by probability, and the calibration error.</returns>
    /// <example>
    /// <code>
    /// Console.WriteLine(mlContext.Ranking.EvaluateCalibration(model, testLog));
    /// </code>
    /// </example>
    /// <exception cref="ArgumentException">The pipeline has no policy over a catalog, or a column is missing or has another type than in the fit.</exception>
    /// <exception cref="InvalidOperationException">The log is empty, or a value is missing or not finite.</exception>
    public static CalibrationMetrics EvaluateCalibration(this RankingCatalog catalog, ITransformer model, IDataView data)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        var host = catalog.GetEnvironment().Register(nameof(EvaluateCalibration));
        var policy = PipelineSteps.FindPolicy(model);
        var head = (CategoricalPolicyHead)policy.Model.Head;
        var scored = model.Transform(data);
        var columns = BoundColumns.Find(host, head, new RoleMappedSchema(scored.Schema, label: null, feature: policy.FeatureColumnName));
        using var cursor = scored.GetRowCursor(columns.All.DistinctBy(column => column.Index));
        var row = new BoundRow(head, cursor, columns);
        var evaluator = new CategoricalPolicyEvaluator(head);
        var sums = new CalibrationSums();
        var count = cursor.VisitRows(host, number =>
        {
            var inputs = row.Read();
            evaluator.Load(inputs);
            var probabilities = evaluator.EligibleProbabilities();
            if (!float.IsFinite(probabilities[0]))
                throw host.Except($"Row {number}: the probabilities are not finite. Replace missing values before the policy, as in training.");
            for (var place = 0; place < probabilities.Length; place++)
                sums.Add(probabilities[place], (inputs.EligibleActions?[place] ?? place) == inputs.ActionIndex);
        });
        return sums.ToMetrics(count);
    }

    /// <summary>
    /// Compares a column of probabilities with a column of what happened, such as the <c>Probability</c> of candidate rows with their chosen column, or
    /// <c>Click.Probability</c> of a multi-task model with <c>Click</c>.
    /// </summary>
    /// <param name="catalog">The ranking catalog, <c>mlContext.Ranking</c>.</param>
    /// <param name="scored">A log with both columns. It is read once.</param>
    /// <param name="occurrenceColumnName">The column of what happened, which is Boolean, or has the numbers 0 and 1.</param>
    /// <param name="probabilityColumnName">The column of the probabilities, from 0 to 1, of type Single or Double.</param>
    /// <returns>The predictions by probability, and the calibration error.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    /// <exception cref="InvalidOperationException">The log is empty, or a value is missing or out of range.</exception>
    public static CalibrationMetrics EvaluateCalibration(this RankingCatalog catalog, IDataView scored, string occurrenceColumnName,
        string probabilityColumnName = "Probability")
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(scored);
        ArgumentNullException.ThrowIfNull(occurrenceColumnName);
        ArgumentNullException.ThrowIfNull(probabilityColumnName);
        var host = catalog.GetEnvironment().Register(nameof(EvaluateCalibration));
        var rows = new RowDescription(scored);
        var occurrence = ColumnRole.Task.Require(host, rows, occurrenceColumnName);
        var probability = ColumnRole.Probability.Require(host, rows, probabilityColumnName);
        using var cursor = scored.GetRowCursor([occurrence.Column, probability.Column]);
        var occurrences = new NumberCollector(occurrence, cursor, NumberRule.Binary);
        var probabilities = new NumberCollector(probability, cursor, NumberRule.Probability);
        var count = cursor.VisitRows(host, number =>
        {
            occurrences.Add(number);
            probabilities.Add(number);
        });
        var sums = new CalibrationSums();
        foreach (var (happened, predicted) in occurrences.MoveToArray().Zip(probabilities.MoveToArray()))
            sums.Add(predicted, happened != 0);
        return sums.ToMetrics(count);
    }
}
