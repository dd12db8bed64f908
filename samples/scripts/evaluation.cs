// The walkthrough of samples/notebooks/evaluation.dib as a file-based app, written by eng/Notebooks/run: dotnet run samples/scripts/evaluation.cs
#:property PublishAot=false
#:package TorchSharp-cpu
#:project ../../src/Microsoft.ML.ReinforcementRanking.Interactive

using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

// # How far can an estimate be trusted?
//
// Off-policy evaluation says from a log what another policy would have earned. This walkthrough looks at what such an estimate rests on: propensities,
// weights, and enough rows. The log is simulated, so that every estimate can be compared with the truth.

// ## A log with a known truth
//
// A shop shows one of ten offers. A visitor has an interest from 0 to 1, and buys an offer that is near it more often. The shop prefers offers that it
// believes in, and shows the others less often. It logs the probability of its choice.

var ml = new MLContext(seed: 1);
var log = ml.Data.LoadFromEnumerable(Shop.Log(new Random(1), rows: 20_000).ToList());
var split = ml.Data.TrainTestSplitBySession(log, "Visitor", testFraction: 0.5);
Show(log);

// ## A policy, and its true value
//
// The features are the interest and a few functions of it. The policy is trained on one half of the visitors.

float[] Describe(float interest) => [.. Enumerable.Range(0, 6).Select(knot => MathF.Max(0, 1 - MathF.Abs(5 * interest - knot)))];

IDataView Featurize(IDataView data) => ml.Transforms.CustomMapping<Offer, WithFeatures>((row, output) => output.Features = Describe(row.Interest), null)
    .Fit(data).Transform(data);

var (train, test) = (Featurize(split.TrainSet), Featurize(split.TestSet));
var policy = ml.Ranking.Trainers.Tscac(new TscacRankingTrainer.Options
{
    LabelColumnName = "Buys",
    AuxiliaryResponses = [],
    DiscountFactor = 0,
    RowGroupColumnName = null,
    ActionColumnName = "Shown",
    PropensityColumnName = "Propensity",
    ConstraintStrength = 1,
    NumberOfStageTwoEpochs = 10,
    HiddenUnits = [32],
}).Fit(train);
Show(policy.GetRankingModel());

// The users of this log can be asked. The true value is the mean rate of buying over visitors, with the probabilities of the policy.

double TrueValue(CategoricalPolicy policy)
    => Enumerable.Range(0, 2_000).Select(visitor => (visitor + 0.5f) / 2_000).Average(interest =>
        policy.ActionIds.Zip(policy.ActionProbabilities(Describe(interest)))
            .Sum(offer => offer.Second * Shop.BuyingRate(interest, int.Parse(offer.First[1..], CultureInfo.InvariantCulture))));

var truth = TrueValue(policy.GetRankingModel().CategoricalPolicy!);
Show(FormattableString.Invariant($"true rate of buying: {truth:P1}"));

// ## The estimates
//
// IPS weights each row by the probability of its offer under the policy, divided by its propensity. SNIPS divides by the sum of the weights, and NCIS also
// caps them. The effective sample size says how many rows the estimates are worth.

var metrics = ml.Ranking.EvaluateOffPolicy(policy.Transform(test), ["Buys"], rowGroupColumnName: "Visitor");
Show(metrics);

// The same as a chart: the lift of each estimator over the log, with its interval.

Show(ReportCharts.Estimates([new EvaluatedPolicy("TSCAC", metrics)]));

// The weights themselves. A long tail to the right means that few rows decide the estimate.

Show(ReportCharts.Weights([new EvaluatedPolicy("TSCAC", metrics)]));

// ## Sharp policies need more rows
//
// The lower its temperature, the more a policy prefers its best offer, the larger the weights, and the fewer rows an estimate is worth. Choose a setting by
// its estimate, but only among those with enough rows.

var settings = new[] { 4, 2, 1, 0.5, 0.25 }.Select(temperature =>
{
    var setting = policy.WithTemperature(temperature);
    var estimated = ml.Ranking.EvaluateOffPolicy(setting.Transform(test), ["Buys"], rowGroupColumnName: "Visitor");
    return new Sharpness(temperature, TrueValue(setting.GetRankingModel().CategoricalPolicy!), estimated);
}).ToList();
Show(string.Join(Environment.NewLine, settings));

string NameOf(Sharpness setting) => FormattableString.Invariant($"temperature {setting.Temperature}");
Show(ReportCharts.Overlap([.. settings.Select(setting => new EvaluatedPolicy(NameOf(setting), setting.Metrics))]));

// ## Wrong propensities
//
// Assume that the log says 10 % for every offer, although the shop had preferences. The mean weight is then no longer 1, and the estimate is wrong by more
// than its interval says. The metrics warn of it.

var wrong = ml.Transforms.CustomMapping<Offer, WithWrongPropensity>((row, output) => output.WrongPropensity = 0.1f, null).Fit(test).Transform(test);
var misled = ml.Ranking.EvaluateOffPolicy(policy.Transform(wrong), ["Buys"], propensityColumnName: "WrongPropensity", rowGroupColumnName: "Visitor");
Show(FormattableString.Invariant($"mean weight {misled.MeanWeight:F2}, estimate {misled.Responses[0].Ips.Value:P1}, true value {truth:P1}"));
Show(string.Join(Environment.NewLine, misled.Warnings));

// ## No propensities at all
//
// Many logs have none. `EstimatePropensities` fits the policy that made the log, and the intervals allow for its errors.

var estimatedLog = ml.Ranking.EstimatePropensities(test, new PropensityOptions
{
    BehaviorPolicy = new() { ActionColumnName = "Shown", RowGroupColumnName = "Visitor", HiddenUnits = [32], NumberOfEpochs = 10 },
    OutputColumnName = "Estimated",
});
Show(ml.Ranking.EvaluateOffPolicy(policy.Transform(estimatedLog), ["Buys"], propensityColumnName: "Estimated", rowGroupColumnName: "Visitor"));

static void Show(object value) => Console.WriteLine(value switch
{
    Plotly.NET.GenericChart => "A chart, which the notebook shows.",
    not string and System.Collections.IEnumerable values => string.Join(Environment.NewLine, values.Cast<object>()),
    _ => value,
});

internal sealed class Offer
{
    public string Visitor { get; set; } = "";
    public float Interest { get; set; }
    public string Shown { get; set; } = "";
    public bool Buys { get; set; }
    public float Propensity { get; set; }
}

internal static class Shop
{
    public const int Offers = 10;

    public static double BuyingRate(float interest, int offer) => 0.02 + 0.25 * Math.Exp(-Math.Pow(4 * (interest - offer / 9.0), 2));

    // The shop knows a little: an offer near the interest has up to three times the probability of the others.
    public static double[] Probabilities(float interest)
    {
        var weights = Enumerable.Range(0, Offers).Select(offer => 1 + 2 * Math.Exp(-Math.Abs(interest - offer / 9.0) * 6)).ToArray();
        return [.. weights.Select(weight => weight / weights.Sum())];
    }

    public static IEnumerable<Offer> Log(Random random, int rows)
    {
        for (var row = 0; row < rows; row++)
        {
            var interest = random.NextSingle();
            var probabilities = Probabilities(interest);
            var (offer, left) = (0, random.NextDouble());
            while (offer < Offers - 1 && (left -= probabilities[offer]) > 0)
                offer++;
            yield return new Offer
            {
                Visitor = $"u{row / 2}",
                Interest = interest,
                Shown = $"o{offer}",
                Buys = random.NextDouble() < BuyingRate(interest, offer),
                Propensity = (float)probabilities[offer],
            };
        }
    }
}

internal sealed class WithFeatures
{
    [VectorType(6)] public float[] Features { get; set; } = [];
}

internal sealed record Sharpness(double Temperature, double Truth, OffPolicyMetrics Metrics)
{
    public override string ToString() => FormattableString.Invariant(
        $"temperature {Temperature}: true {Truth:P1}, estimated {Metrics.Responses[0].SelfNormalizedIps.Value:P1} ")
        + FormattableString.Invariant($"({Metrics.Responses[0].SelfNormalizedIps.LowerBound:P1} to {Metrics.Responses[0].SelfNormalizedIps.UpperBound:P1}), ")
        + FormattableString.Invariant($"effective sample size {Metrics.UncappedEffectiveSampleSize:N0} of {Metrics.RowCount:N0} rows");
}

internal sealed class WithWrongPropensity
{
    public float WrongPropensity { get; set; }
}
