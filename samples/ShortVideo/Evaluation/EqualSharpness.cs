using Microsoft.ML;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo.Policies;

namespace ShortVideo.Evaluation;

/// <summary>Policies compare at an equal effective sample size.</summary>
internal static class EqualSharpness
{
    /// <summary>In units of the label, sharpest last.</summary>
    private static readonly float[] Temperatures = [.. Enumerable.Range(0, 48).Select(step => MathF.Pow(1.06f, -step))];

    /// <summary>The sharpest softmax over the trees' scores whose effective sample size is not smaller, and what the rows say of it.</summary>
    public static (float Temperature, OffPolicyMetrics Metrics) Choose(TreeRanker trees, IDataView rows, Func<IDataView, OffPolicyMetrics> evaluate,
        double effectiveSampleSize)
        => Temperatures
            .Zip(trees.Score(rows, Temperatures), (temperature, scored) => (Temperature: temperature, Metrics: evaluate(scored)))
            .TakeWhile(setting => setting.Metrics.EffectiveSampleSize >= effectiveSampleSize || setting.Temperature == Temperatures[0])
            .Last();
}
