using Microsoft.ML;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo.Policies;

namespace ShortVideo.Evaluation;

/// <summary>Chooses a temperature for boosted trees, so that policies are compared at equal effective sample sizes.</summary>
internal static class TemperatureSelection
{
    /// <summary>The temperatures to choose from, in the unit of the label, from the highest to the lowest.</summary>
    private static readonly float[] Temperatures = [.. Enumerable.Range(0, 48).Select(step => MathF.Pow(1.06f, -step))];

    /// <summary>
    /// Chooses the lowest temperature of the softmax over the scores of the trees at which the effective sample size is not below the given one, and
    /// returns it with its metrics. The effective sample size falls with the temperature, so a bisection finds it with few evaluations.
    /// </summary>
    public static (float Temperature, OffPolicyMetrics Metrics) Choose(TreeRanker trees, IDataView rows, Func<IDataView, OffPolicyMetrics> evaluate,
        double effectiveSampleSize)
    {
        var scored = trees.Score(rows, Temperatures);
        var (chosen, tooLow) = (0, Temperatures.Length);
        OffPolicyMetrics? metrics = null;
        while (tooLow - chosen > 1)
        {
            var middle = (chosen + tooLow) / 2;
            var candidate = evaluate(scored[middle]);
            if (candidate.EffectiveSampleSize >= effectiveSampleSize)
                (chosen, metrics) = (middle, candidate);
            else
                tooLow = middle;
        }
        return (Temperatures[chosen], metrics ?? evaluate(scored[0]));
    }
}
