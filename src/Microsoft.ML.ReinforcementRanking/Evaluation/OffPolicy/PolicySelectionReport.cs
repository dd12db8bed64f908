using System.Globalization;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// How well estimates choose among policies whose true values are known, as in a simulator: rank correlations and regret (Fu et al., "Benchmarks for Deep
/// Off-Policy Evaluation", 2021). Made by <c>mlContext.Ranking.ReportPolicySelection</c>.
/// </summary>
public sealed class PolicySelectionReport
{
    private readonly double[] _truthsByEstimate;

    internal PolicySelectionReport(IReadOnlyList<double> estimates, IReadOnlyList<double> truths)
    {
        _truthsByEstimate = [.. truths.Zip(estimates).OrderByDescending(policy => policy.Second).Select(policy => policy.First)];
        SpearmanCorrelation = Pearson(Ranks(estimates), Ranks(truths));
        KendallCorrelation = Kendall(estimates, truths);
    }

    /// <summary>Number of policies.</summary>
    public int PolicyCount => _truthsByEstimate.Length;

    /// <summary>
    /// Spearman's rank correlation, -1 to 1: Pearson's correlation of the ranks, equal values sharing their mean rank. NaN where one side does not vary.
    /// </summary>
    public double SpearmanCorrelation { get; }

    /// <summary>Kendall's tau-b, -1 to 1: concordant less discordant pairs, corrected for ties. NaN where one side does not vary.</summary>
    public double KendallCorrelation { get; }

    /// <summary>
    /// What is lost by trying only the policies with the k highest estimates: the best true value of all less the best of those, in the unit of values, at
    /// least 0. Of policies with equal estimates those given first are tried first.
    /// </summary>
    /// <param name="k">1 to <see cref="PolicyCount"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is outside of it.</exception>
    public double RegretAt(int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, PolicyCount);
        return _truthsByEstimate.Max() - _truthsByEstimate.Take(k).Max();
    }

    /// <summary>One line with all of it; regret for the best one, and for the best three where there are more.</summary>
    public override string ToString()
    {
        var text = string.Create(CultureInfo.InvariantCulture,
            $"{PolicyCount} policies: Spearman {SpearmanCorrelation:0.###}, Kendall {KendallCorrelation:0.###}, regret@1 {RegretAt(1):G4}");
        return PolicyCount <= 3 ? text : string.Create(CultureInfo.InvariantCulture, $"{text}, regret@3 {RegretAt(3):G4}");
    }

    private static double[] Ranks(IReadOnlyList<double> values) =>
        [.. values.Select(value => values.Count(other => other < value) + (values.Count(other => other == value) - 1) / 2.0)];

    private static double Pearson(double[] first, double[] second)
    {
        var (firstMean, secondMean) = (first.Average(), second.Average());
        double Covariance(double[] left, double leftMean, double[] right, double rightMean) =>
            left.Zip(right, (x, y) => (x - leftMean) * (y - rightMean)).Sum();
        return Covariance(first, firstMean, second, secondMean)
            / Math.Sqrt(Covariance(first, firstMean, first, firstMean) * Covariance(second, secondMean, second, secondMean));
    }

    private static double Kendall(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        var (agreement, firstPairs, secondPairs) = (0, 0, 0);
        for (var i = 0; i < first.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var (left, right) = (first[i].CompareTo(first[j]), second[i].CompareTo(second[j]));
                agreement += left * right;
                firstPairs += left == 0 ? 0 : 1;
                secondPairs += right == 0 ? 0 : 1;
            }
        }
        return agreement / Math.Sqrt((double)firstPairs * secondPairs);
    }
}
