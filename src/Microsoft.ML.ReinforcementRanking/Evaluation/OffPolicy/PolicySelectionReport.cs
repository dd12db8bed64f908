using System.Globalization;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Reports how well estimates choose among policies whose true values are known, as in a simulator. The measures are rank correlations and regret (Fu et
/// al., "Benchmarks for Deep Off-Policy Evaluation", 2021). <c>mlContext.Ranking.ReportPolicySelection</c> creates the report.
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

    /// <summary>The number of policies.</summary>
    public int PolicyCount => _truthsByEstimate.Length;

    /// <summary>
    /// Spearman's rank correlation, from -1 to 1. It is Pearson's correlation of the ranks, in which equal values share their mean rank. It is NaN where
    /// one side does not vary.
    /// </summary>
    public double SpearmanCorrelation { get; }

    /// <summary>
    /// Kendall's tau-b, from -1 to 1. It compares the numbers of concordant and discordant pairs, corrected for ties. It is NaN where one side does not
    /// vary.
    /// </summary>
    public double KendallCorrelation { get; }

    /// <summary>
    /// Returns the loss from trying only the policies with the k highest estimates. It is the best true value of all policies minus the best true value of
    /// those k, in the unit of the values, and at least 0. Of policies with equal estimates, those given first are tried first.
    /// </summary>
    /// <param name="k">The number of policies to try, from 1 to <see cref="PolicyCount"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is below 1 or above <see cref="PolicyCount"/>.</exception>
    public double RegretAt(int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, PolicyCount);
        return _truthsByEstimate.Max() - _truthsByEstimate.Take(k).Max();
    }

    /// <summary>
    /// Returns one line with all measures. It has the regret of the best policy and, where there are more than three, of the best three.
    /// </summary>
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
