using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Worlds;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks;

/// <summary>
/// Evaluates every estimator on many logs of <see cref="SessionWorld"/>, with exact and with fitted values: the bias, the standard deviation, how often
/// the 95 % interval contains the true value, and how well the estimates rank nine policies.
/// </summary>
internal static class CoverageStudy
{
    private static readonly MLContext Context = new(seed: 1);

    /// <summary>The probabilities of both actions by state, for nine policies.</summary>
    private static readonly double[][][] Policies =
    [
        .. from first in new[] { 0.8, 0.5, 0.2 } from second in new[] { 0.8, 0.5, 0.2 } select new double[][] { [first, 1 - first], [second, 1 - second] },
    ];

    public static void Run(int replications, int sessions)
    {
        Console.WriteLine($"{replications} logs of {sessions} sessions each\n");
        foreach (var interval in Enum.GetValues<OffPolicyInterval>())
        {
            Cover($"per row, exact values, {interval}", SessionWorld.RowValue(SessionWorld.Target), replications,
                seed => Exact(sessions, seed, null, interval, response => response.Estimates));
        }
        CoverReturns(replications, sessions, Enum.GetValues<OffPolicyInterval>());
        var (policy, probabilities) = FitPolicy();
        OffPolicyInterval[] intervals = [OffPolicyInterval.Bootstrap, OffPolicyInterval.StudentizedBootstrap];
        var fitted = Enumerable.Range(1, replications).Select(seed =>
        {
            var data = FitValues(policy, policy.Transform(Log(sessions, seed)), SessionWorld.Discount, seed);
            return Array.ConvertAll(
                intervals, interval => EvaluateFitted(data, "Propensity", null, SessionWorld.Discount, interval, seed).SessionReturn!.Estimates);
        }).ToArray();
        for (var index = 0; index < intervals.Length; index++)
        {
            Cover($"per session, values fitted by networks, {intervals[index]}", SessionWorld.SessionValue(probabilities), replications,
                seed => fitted[seed - 1][index]);
        }
        Choose(Math.Min(replications, 50), sessions);
    }

    /// <summary>Evaluates returns of sessions with exact values only, to see how coverage approaches its nominal level as logs grow.</summary>
    public static void RunReturns(int replications, int sessions)
    {
        Console.WriteLine($"{replications} logs of {sessions} sessions each\n");
        CoverReturns(replications, sessions, OffPolicyInterval.Bootstrap, OffPolicyInterval.StudentizedBootstrap);
    }

    /// <summary>
    /// Compares intervals that take propensities as known with intervals that allow for their estimation, per row and per session. Networks fit the values
    /// and estimate the propensities.
    /// </summary>
    /// <param name="replications">The number of logs.</param>
    /// <param name="sessions">The number of sessions of a log.</param>
    /// <param name="validationFraction">The share of sessions that are held out to choose the epoch of a propensity network.</param>
    /// <param name="halfSamples">The number of half-samples of a log.</param>
    public static void RunPropensities(int replications, int sessions, double validationFraction, int halfSamples)
    {
        Console.WriteLine($"{replications} logs of {sessions} sessions each ({validationFraction:P0} held out), {halfSamples} half-samples\n");
        var (policy, probabilities) = FitPolicy();
        var all = Enumerable.Range(1, replications).Select(seed =>
        {
            var data = Context.Ranking.EstimatePropensities(policy.Transform(Log(sessions, seed)), new()
            {
                BehaviorPolicy = Cloning(seed, validationFraction),
                NumberOfFolds = 3,
                NumberOfHalfSamples = halfSamples,
                OutputColumnName = "Estimated",
            });
            var (rows, returns) = (FitValues(policy, data, 0, seed), FitValues(policy, data, SessionWorld.Discount, seed));
            return new string?[] { null, "Estimated.HalfSamples" }.Select(halves => (
                Rows: EvaluateFitted(rows, "Estimated", halves, null, OffPolicyInterval.Bootstrap, seed).Estimates,
                Returns: EvaluateFitted(returns, "Estimated", halves, SessionWorld.Discount, OffPolicyInterval.Bootstrap, seed).SessionReturn!.Estimates))
                .ToArray();
        }).ToArray();
        foreach (var (index, intervals) in new[] { "propensities taken as known", "half-samples" }.Index())
        {
            Cover($"per row, {intervals}", SessionWorld.RowValue(probabilities), replications, seed => all[seed - 1][index].Rows);
            Cover($"per session, {intervals}", SessionWorld.SessionValue(probabilities), replications, seed => all[seed - 1][index].Returns);
        }
    }

    private static void CoverReturns(int replications, int sessions, params OffPolicyInterval[] intervals)
    {
        foreach (var interval in intervals)
        {
            Cover($"per session, exact values, {interval}", SessionWorld.SessionValue(SessionWorld.Target), replications,
                seed => Exact(sessions, seed, SessionWorld.Discount, interval, response => response.SessionReturn!.Estimates));
        }
    }

    private static void Cover(string title, double truth, int replications, Func<int, IReadOnlyDictionary<string, OffPolicyEstimate>> replicate)
    {
        var all = Enumerable.Range(1, replications).Select(replicate).ToArray();
        Console.WriteLine($"{title} (true value {truth:F4})");
        Console.WriteLine($"{"estimator",-36}{"bias",9}{"sd",9}{"width",9}{"coverage",10}");
        foreach (var name in all[0].Keys)
        {
            var values = all.Select(estimates => estimates[name].Value).ToArray();
            var mean = values.Average();
            var deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
            var covered = all.Average(estimates => estimates[name].LowerBound <= truth && truth <= estimates[name].UpperBound ? 1.0 : 0);
            var width = all.Average(estimates => estimates[name].UpperBound - estimates[name].LowerBound);
            Console.WriteLine($"{name,-36}{mean - truth,9:F4}{deviation,9:F4}{width,9:F4}{covered,10:P1}");
        }
        Console.WriteLine();
    }

    private static IReadOnlyDictionary<string, OffPolicyEstimate> Exact(
        int sessions, int seed, double? discount, OffPolicyInterval interval,
        Func<ResponseMetrics, IReadOnlyDictionary<string, OffPolicyEstimate>> select, double[][]? policy = null)
    {
        var rows = SessionWorld.WithValues(SessionWorld.Log(sessions, seed), discount ?? 0, policy);
        return select(Evaluate(
            Context.Data.LoadFromEnumerable(rows), "Reward", "ActionValue", "StateValue", "Propensity", discount, interval, seed, areValuesFitted: false));
    }

    private static IDataView Log(int sessions, int seed) => Context.Data.LoadFromEnumerable(SessionWorld.Log(sessions, seed));

    private static IDataView FitValues(RankingPredictionTransformer<NeuralRankingModelParameters> policy, IDataView data, double discount, int seed) =>
        Context.Ranking.FitPolicyValues(policy, data, new PolicyValueOptions
        {
            ResponseColumnNames = ["Label"],
            DiscountFactor = discount,
            NumberOfFolds = 3,
            BatchSize = 128,
            HiddenUnits = [],
            EmbeddingDimension = 2,
            DropoutRate = 0,
            CriticLearningRate = 1e-2,
            Seed = seed,
        });

    private static ResponseMetrics EvaluateFitted(
        IDataView data, string propensity, string? halfSamples, double? discount, OffPolicyInterval interval, int seed) =>
        Evaluate(data, "Label", "Label.ActionValue", "Label.StateValue", propensity, discount, interval, seed, areValuesFitted: true, halfSamples);

    private static ResponseMetrics Evaluate(
        IDataView data, string response, string actionValue, string stateValue, string propensity, double? discount, OffPolicyInterval interval, int seed,
        bool areValuesFitted,
        string? halfSamples = null) =>
        Context.Ranking.EvaluateOffPolicy(data, [response], propensityColumnName: propensity, options: new()
        {
            DiscountFactor = discount,
            Interval = interval,
            ActionValueColumnNames = [actionValue],
            StateValueColumnNames = [stateValue],
            AreValuesFitted = areValuesFitted,
            PropensityHalfSamplesColumnName = halfSamples,
            StateColumnName = "State",
            SensitivityWeightCaps = [],
            Seed = interval == OffPolicyInterval.EmpiricalBernstein ? null : seed,
        }).Responses[0];

    private static (RankingPredictionTransformer<NeuralRankingModelParameters> Policy, double[][] Probabilities) FitPolicy()
    {
        var log = Context.Data.LoadFromEnumerable(SessionWorld.Log(2000, seed: 1, SessionWorld.Target));
        var policy = Context.Ranking.Trainers.BehaviorCloning(Cloning(seed: 1)).Fit(log);
        return (policy, [.. new float[][] { [1, 0], [0, 1] }.Select(state => BanditWorld.Probabilities(policy.Model, state))]);
    }

    private static BehaviorCloningTrainer.Options Cloning(int seed, double validationFraction = 0.1) =>
        new()
        {
            BatchSize = 128,
            HiddenUnits = [],
            EmbeddingDimension = 2,
            DropoutRate = 0,
            PolicyLearningRate = 1e-2,
            ValidationFraction = validationFraction,
            Seed = seed,
        };

    private static void Choose(int replications, int sessions)
    {
        double[] truths = [.. Policies.Select(SessionWorld.SessionValue)];
        var reports = new Dictionary<string, List<PolicySelectionReport>>();
        for (var seed = 1; seed <= replications; seed++)
        {
            var estimates = Policies.Select(policy => Exact(
                sessions, seed, SessionWorld.Discount, OffPolicyInterval.Bootstrap, response => response.SessionReturn!.Estimates, policy)).ToArray();
            foreach (var name in estimates[0].Keys)
            {
                if (!reports.TryGetValue(name, out var own))
                    reports.Add(name, own = []);
                own.Add(Context.Ranking.ReportPolicySelection([.. estimates.Select(estimate => estimate[name].Value)], truths));
            }
        }
        Console.WriteLine(
            $"Ranking of {Policies.Length} policies with true values from {truths.Min():F2} to {truths.Max():F2} (mean over {replications} logs)");
        foreach (var (name, own) in reports)
        {
            Console.WriteLine(
                $"{name,-36}Spearman {own.Average(report => report.SpearmanCorrelation):F3}  "
                + $"Kendall {own.Average(report => report.KendallCorrelation):F3}  regret@1 {own.Average(report => report.RegretAt(1)):F4}  "
                + $"regret@3 {own.Average(report => report.RegretAt(3)):F4}");
        }
    }
}
