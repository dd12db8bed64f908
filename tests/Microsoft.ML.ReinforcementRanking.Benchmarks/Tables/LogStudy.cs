using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo.Evaluation;
using ShortVideo.Online;
using ShortVideo.Policies;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Tables;

/// <summary>
/// Trains every method on the training rows of a log, chooses the temperatures and the strength of TSCAC on the validation rows, and evaluates all methods
/// on the test rows.
/// </summary>
/// <param name="log">The log.</param>
/// <param name="settings">The settings of training.</param>
/// <param name="truth">A function that computes the true values of an arm, or null for a real log.</param>
internal sealed class LogStudy(TableLog log, TableSettings settings, Func<Arm, IReadOnlyList<double>>? truth)
{
    /// <summary>The constraint strengths λ, from the strongest on. The figure of the paper has the same number.</summary>
    public static IReadOnlyList<double> Strengths { get; } = [10, 3, 1, 0.3, 0.1];

    private readonly Stopwatch _clock = Stopwatch.StartNew();

    public TableResult Run()
    {
        var trees = TablePolicy.Of(log, TreeRanker.Fit(log.Context, log.Parts.Training, log.Catalog));
        var ranker = Compare(ComparedMethods.Ranker, trees, log.FindTemperature(trees));
        var returns = new ReturnEvaluator(log.Context, log.Parts.Validation, settings.ChoiceDiscount);
        var level = returns.Of(trees, ranker.Temperature);
        var bounds = new ReturnEvaluator(log.Context, log.Parts.Validation, settings.DiscountFactor).Of(trees, ranker.Temperature);
        var trainer = new MethodTrainer(log, settings, MethodTrainer.Auxiliaries.ToDictionary(response => response, response => 1 + bounds.Of(response).Lift));
        TableRow[] methods = [ranker, .. ComparedMethods.Methods.Select(method => Compare(method, trainer))];
        _clock.Restart();
        var tscac = trainer.Tscac();
        var seconds = _clock.Elapsed.TotalSeconds;
        var candidates = Strengths.Select(strength => EvaluateStrength(tscac, strength, returns)).ToArray();
        var chosen = Choose(candidates, level);
        TableRow[] sweep = [.. candidates.Select(candidate => candidate.Row)];
        var logged = log.Evaluate(trees.Score(log.Parts.Test, 1)).Responses.Select(response => response.LoggedMean);
        var chosenRow = chosen.Row with { Name = ComparedMethods.Tscac, FitSeconds = seconds };
        return new(settings.Log, log.Prepared.Log.Exposures.Count, [.. logged], [.. methods, chosenRow], sweep, chosen.Strength, 0);
    }

    /// <summary>
    /// Evaluates TSCAC at another strength. This is exact only if the discounts are 0. Otherwise, the critic is still that of the strength of the fit.
    /// </summary>
    private (double Strength, TableRow Row, OffPolicyMetrics Validation) EvaluateStrength(
        RankingPredictionTransformer<NeuralRankingModelParameters> tscac, double strength, ReturnEvaluator returns)
    {
        _clock.Restart();
        var policy = TablePolicy.Of(log, tscac.WithConstraintStrength(strength));
        var row = Compare(string.Create(CultureInfo.InvariantCulture, $"{strength}"), policy, log.FindTemperature(policy));
        return (strength, row with { FitSeconds = 0 }, returns.Of(policy, row.Temperature));
    }

    /// <summary>
    /// Chooses the strength with the longest validation watch time whose auxiliary responses are not below those of the ranker. If there is none, it
    /// chooses the strength with the smallest shortfall.
    /// </summary>
    private static (double Strength, TableRow Row, OffPolicyMetrics Validation) Choose(
        IReadOnlyList<(double Strength, TableRow Row, OffPolicyMetrics Validation)> candidates, OffPolicyMetrics level)
    {
        double Margin(OffPolicyMetrics metrics) => MethodTrainer.Auxiliaries.Min(response => metrics.Of(response).Lift - level.Of(response).Lift);
        var feasible = candidates.Where(candidate => Margin(candidate.Validation) >= 0).ToArray();
        return feasible.Length > 0
            ? feasible.MaxBy(candidate => candidate.Validation.Of(Evaluator.Responses[0]).Value)
            : candidates.MaxBy(candidate => Margin(candidate.Validation));
    }

    private TableRow Compare(Method method, MethodTrainer trainer)
    {
        _clock.Restart();
        var policy = method.Fit(trainer);
        var seconds = _clock.Elapsed.TotalSeconds;
        return Compare(method.Name, policy, method.IsTemperatureTuned ? log.FindTemperature(policy) : 1) with { FitSeconds = seconds };
    }

    private TableRow Compare(string name, TablePolicy policy, double temperature)
    {
        var seconds = _clock.Elapsed.TotalSeconds;
        var metrics = log.Evaluate(policy.Score(log.Parts.Test, temperature));
        var row = new TableRow(
            name, seconds, temperature, [.. metrics.Responses.Select(response => response.CappedSelfNormalizedIps.Value)],
            metrics.EffectiveSampleSize / metrics.RowCount,
            metrics.MeanCappedWeight, metrics.PlaceboLift(), truth?.Invoke(policy.Serve(temperature)));
        var lifts = metrics.Responses.Select(response => (100 * response.CappedSelfNormalizedIps.Lift).ToString("F1", CultureInfo.InvariantCulture));
        var truths = (row.Truth ?? []).Select(value => value.ToString("G4", CultureInfo.InvariantCulture));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{settings.Log}, {name}: fit {seconds:F0} s, temperature {temperature:F3}, lifts {string.Join(" / ", lifts)} %, "
                + $"true values {string.Join(" / ", truths)}, total {_clock.Elapsed.TotalSeconds:F0} s"));
        return row;
    }
}
