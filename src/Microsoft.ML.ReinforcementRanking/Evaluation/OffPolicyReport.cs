namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Turns the sums of a log into its metrics: every estimator on the whole log and on every bootstrap replicate.</summary>
internal sealed class OffPolicyReport(ImportanceSample sample, OffPolicyOptions options, int seed)
{
    private readonly double[] _total = sample.Total();
    private readonly double[][] _replicates = UnitBootstrap.Resample(sample, options.NumberOfBootstrapSamples, seed);

    /// <summary>The metrics; a placebo, where there is one, is the sample's last response.</summary>
    public OffPolicyMetrics Build(IReadOnlyList<string> responseNames, int sessionCount)
    {
        ResponseMetrics[] responses = [.. responseNames.Select(Describe)];
        var placebo = options.PlaceboColumnName is { } name ? Describe(name, responses.Length) : null;
        return new()
        {
            Responses = responses,
            Placebo = placebo,
            RowCount = sample.RowCount,
            SessionCount = sessionCount,
            EffectiveSampleSize = sample.EffectiveSampleSize,
            MeanWeight = sample.MeanWeight,
            MeanCappedWeight = sample.MeanCappedWeight,
            MaximumWeight = sample.MaximumWeight,
            ShareOfWeightsAtCap = (double)sample.RowsAtCap / sample.RowCount,
            WeightCap = options.WeightCap,
            ConfidenceLevel = options.ConfidenceLevel,
            Warnings = [.. OffPolicyWarnings.Of(sample, placebo)],
        };
    }

    private ResponseMetrics Describe(string name, int response) => new(
        name,
        ImportanceSample.Response(_total, response).LoggedMean,
        ips: Estimate(response, sums => sums.Ips),
        selfNormalizedIps: Estimate(response, sums => sums.SelfNormalizedIps),
        cappedSelfNormalizedIps: Estimate(response, sums => sums.CappedSelfNormalizedIps));

    private OffPolicyEstimate Estimate(int response, Func<ResponseSums, double> estimator)
    {
        double Lift(ResponseSums sums) => (estimator(sums) - sums.LoggedMean) / Math.Abs(sums.LoggedMean);
        var sums = ImportanceSample.Response(_total, response);
        var lift = Lift(sums);
        var (lower, upper) = Interval(response, estimator);
        var (liftLower, liftUpper) = double.IsFinite(lift) ? Interval(response, Lift) : (double.NaN, double.NaN);
        return new()
        {
            Value = estimator(sums),
            LowerBound = lower,
            UpperBound = upper,
            Lift = double.IsFinite(lift) ? lift : double.NaN,
            LiftLowerBound = liftLower,
            LiftUpperBound = liftUpper,
        };
    }

    private (double Lower, double Upper) Interval(int response, Func<ResponseSums, double> estimator)
    {
        double[] values =
        [
            .. _replicates.Select(total => estimator(ImportanceSample.Response(total, response))).Where(double.IsFinite).Order(),
        ];
        var tail = (1 - options.ConfidenceLevel) / 2;
        return (Quantile(values, tail), Quantile(values, 1 - tail));
    }

    private static double Quantile(double[] sorted, double probability)
    {
        if (sorted.Length == 0)
        {
            return double.NaN;
        }
        var position = probability * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return double.Lerp(sorted[below], sorted[above], position - below);
    }
}
