using Microsoft.ML;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo.Evaluation;
using ShortVideo.Features;
using ShortVideo.Online;
using ShortVideo.Policies;
using Spectre.Console;
using Policy = Microsoft.ML.Data.RankingPredictionTransformer<Microsoft.ML.Trainers.ReinforcementRanking.NeuralRankingModelParameters>;

namespace ShortVideo;

/// <summary>
/// Trains three kinds of policy on the training rows, chooses their settings on the validation rows, and compares them on the test rows.
/// </summary>
/// <param name="ml">The context.</param>
/// <param name="seed">The seed of the bootstrap.</param>
/// <param name="prepared">The log. If its propensities are not known, they are estimated.</param>
internal sealed class PolicyStudy(MLContext ml, int seed, PreparedLog prepared)
{
    /// <summary>The constraint strengths λ, from the strongest on.</summary>
    private static readonly double[] ConstraintStrengths = [6, 3, 2, 1.5, 1.2, 1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3];

    private readonly Evaluator _evaluator = new(ml, seed);

    public PolicyStudyResult Run()
    {
        var behavior = TrainingDisplay.Show("Behavior cloning", new NeuralPolicies(ml, prepared, prepared.Parts).CloneBehavior);
        var parts = Complete(behavior);
        var (policies, settings, tscac) = FindTscac(parts);
        AnsiConsole.MarkupLine("[bold]Boosted trees[/]");
        var trees = TreeRanker.Fit(ml, parts.Training, prepared.Data.Catalog);
        var temperature = ChooseTemperature(trees, parts.Validation, tscac.Validation.EffectiveSampleSize);
        var result = Result(parts, policies, settings, tscac, [
            Neural("behavior cloning", behavior, parts.Test),
            new("boosted trees", _evaluator.Evaluate(trees.Score(parts.Test, [temperature]).Single()),
                () => Arm.Of("boosted trees", ml, prepared, trees, temperature)),
        ]);
        return result with { Calibration = ml.Ranking.EvaluateCalibration(behavior, parts.Test) };
    }

    /// <summary>Trains TSCAC alone, on a log with propensities.</summary>
    public PolicyStudyResult RunTscac()
    {
        var parts = WithPlacebo(prepared.Parts);
        var (policies, settings, tscac) = FindTscac(parts);
        return Result(parts, policies, settings, tscac, []);
    }

    private PolicyStudyResult Result(
        LogParts parts, NeuralPolicies policies, IReadOnlyList<Setting> settings, Setting tscac, IEnumerable<TestedPolicy> others)
    {
        TestedPolicy[] test = [.. others, Neural("TSCAC", tscac.Policy, parts.Test)];
        Report.ShowPolicies(test);
        return new(tscac, settings, test, policies, policy => Evaluate(policy, parts.Validation), policy => Evaluate(policy, parts.Test));
    }

    private TestedPolicy Neural(string name, Policy policy, IDataView rows)
        => new(name, Evaluate(policy, rows), () => Arm.Of(name, ml, prepared, policy));

    private OffPolicyMetrics Evaluate(ITransformer policy, IDataView rows) => _evaluator.Evaluate(policy.Transform(rows));

    /// <summary>Adds the propensities and the placebo. The rows are cached, because they are read many times.</summary>
    private LogParts Complete(Policy behavior)
        => WithPlacebo(prepared.Log.IsRandom ? prepared.Parts : prepared.Parts.Map(rows => EstimatePropensities(behavior.Transform(rows))));

    private LogParts WithPlacebo(LogParts parts)
    {
        var placebo = Placebo.Fit(ml, parts.Training);
        return parts.Map(rows => ml.Data.Cache(placebo.Transform(rows)));
    }

    private IDataView EstimatePropensities(IDataView scored)
        => ml.Transforms.CopyColumns(nameof(LogRow.Propensity), "Probability").Fit(scored).Transform(scored);

    /// <summary>Trains the next design only if the reliable setting with the longest watch time loses auxiliary responses.</summary>
    private (NeuralPolicies Policies, IReadOnlyList<Setting> Settings, Setting Chosen) FindTscac(LogParts parts)
    {
        var policies = new NeuralPolicies(ml, prepared, parts);
        var settings = new List<Setting>();
        foreach (var design in TscacDesign.All)
        {
            var tscac = TrainingDisplay.Show($"TSCAC (auxiliary responses: {design})", progress => policies.TrainTscac(design, progress));
            settings.AddRange(TryStrengths(design, tscac, parts.Validation));
            if (Setting.LongestTrusted(settings) is { KeepsAuxiliaries: true })
                break;
        }
        var chosen = Setting.Choose(settings);
        Report.ShowSettings(settings, chosen);
        return (policies, settings, chosen);
    }

    /// <summary>Weakens the constraint until the effective sample size is too small.</summary>
    private IEnumerable<Setting> TryStrengths(TscacDesign design, Policy tscac, IDataView validation)
    {
        foreach (var strength in ConstraintStrengths)
        {
            var policy = tscac.WithConstraintStrength(strength);
            var setting = new Setting(design, strength, policy, Evaluate(policy, validation));
            yield return setting;
            if (!setting.HasEnoughRows)
                yield break;
        }
    }

    private float ChooseTemperature(TreeRanker trees, IDataView validation, double effectiveSampleSize)
    {
        var (temperature, metrics) = TemperatureSelection.Choose(trees, validation, _evaluator.Evaluate, effectiveSampleSize);
        AnsiConsole.WriteLine(
            $"  The softmax has the temperature {temperature:G3}. Its effective sample size on the validation rows is {metrics.EffectiveSampleSize:N0}, "
                + $"and that of TSCAC is {effectiveSampleSize:N0}.");
        return temperature;
    }
}
