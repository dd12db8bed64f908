using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo.Evaluation;
using ShortVideo.Online;
using ShortVideo.Policies;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Tables;

/// <summary>
/// Trains every method on a log's training rows, sets temperatures and TSCAC's strength on its validation rows, and estimates all on its test rows.
/// </summary>
/// <param name="log">The log.</param>
/// <param name="settings">Of training.</param>
/// <param name="truth">What an arm earns; null on a real log.</param>
internal sealed class LogStudy(TableLog log, TableSettings settings, Func<Arm, IReadOnlyList<double>>? truth)
{
    /// <summary>λ, strongest first: as many as the paper's figure has.</summary>
    public static IReadOnlyList<double> Strengths { get; } = [10, 3, 1, 0.3, 0.1];

    private readonly Stopwatch _clock = Stopwatch.StartNew();

    public TableResult Run()
    {
        var trees = TablePolicy.Of(TreeRanker.Fit(log.Context, log.Parts.Training, log.Catalog));
        var ranker = Compare(Roster.Ranker, trees, log.Sharpen(trees));
        var outlook = new Outlook(log.Context, log.Parts.Validation, settings.ChoiceDiscount);
        var level = outlook.Of(trees, ranker.Temperature);
        var bounds = new Outlook(log.Context, log.Parts.Validation, settings.DiscountFactor).Of(trees, ranker.Temperature);
        var trainer = new MethodTrainer(log, settings, MethodTrainer.Auxiliaries.ToDictionary(response => response, response => 1 + bounds.Of(response).Lift));
        TableRow[] methods = [ranker, .. Roster.Methods.Select(method => Compare(method, trainer))];
        _clock.Restart();
        var tscac = trainer.Tscac();
        var seconds = _clock.Elapsed.TotalSeconds;
        var candidates = Strengths.Select(strength => Turn(tscac, strength, outlook)).ToArray();
        var chosen = Choose(candidates, level);
        TableRow[] sweep = [.. candidates.Select(candidate => candidate.Row)];
        var logged = log.Evaluate(trees.Score(log.Parts.Test, 1)).Responses.Select(response => response.LoggedMean);
        return new(settings.Log, log.Prepared.Log.Exposures.Count, [.. logged], [.. methods, chosen.Row with { Name = Roster.Tscac, FitSeconds = seconds }],
            sweep, chosen.Strength, 0);
    }

    /// <summary>Exact where discounts are 0; beyond, the critic stays that of the strength it was trained at.</summary>
    private (double Strength, TableRow Row, OffPolicyMetrics Validation) Turn(RankingPredictionTransformer<NeuralRankingModelParameters> tscac, double strength,
        Outlook outlook)
    {
        _clock.Restart();
        var policy = TablePolicy.Of(tscac.WithConstraintStrength(strength));
        var row = Compare(string.Create(CultureInfo.InvariantCulture, $"{strength}"), policy, log.Sharpen(policy));
        return (strength, row with { FitSeconds = 0 }, outlook.Of(policy, row.Temperature));
    }

    /// <summary>The longest validation watch time that leaves auxiliaries at the ranker's level or above; where none does, the smallest shortfall.</summary>
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
        return Compare(method.Name, policy, method.IsSharpened ? log.Sharpen(policy) : 1) with { FitSeconds = seconds };
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
            $"{settings.Log}, {name}: {seconds:F0} s, temperature {temperature:F3}, {string.Join(" / ", lifts)}, truth {string.Join(" / ", truths)}, "
                + $"{_clock.Elapsed.TotalSeconds:F0} s"));
        return row;
    }
}
