using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Evaluation;
using Microsoft.ML.ReinforcementRanking.Tests.Worlds;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>
/// Tests every option of off-policy evaluation and of the values of policies, in several forms. A value other than the given one changes the result or is
/// refused.
/// </summary>
public sealed class EvaluationOptionTests
{
    private static readonly JsonSerializerOptions AllNumbers = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private static readonly Dictionary<string, Func<OffPolicyOptions>> Evaluations = new()
    {
        ["rows"] = () => new(),
        ["values"] = () => new() { ActionValueColumnNames = ["ActionValue"], StateValueColumnNames = ["StateValue"], StateColumnName = "State" },
        ["returns"] = () => new() { ActionValueColumnNames = ["ActionValue"], StateValueColumnNames = ["StateValue"], DiscountFactor = 0.8 },
        ["bound"] = () => new() { Interval = OffPolicyInterval.EmpiricalBernstein, PlaceboColumnName = "StateValue" },
        ["studentized"] = () => new() { Interval = OffPolicyInterval.StudentizedBootstrap, NumberOfBootstrapSamples = 100 },
        ["no intervals"] = () => new() { NumberOfBootstrapSamples = 0 },
        ["pages"] = () => PageLog.WithColumns(new() { ActionValueColumnNames = ["ActionValue"], StateValueColumnNames = ["StateValue"] }),
        ["no intervals, values"] = () => new()
        { NumberOfBootstrapSamples = 0, ActionValueColumnNames = ["ActionValue"], StateValueColumnNames = ["StateValue"] },
    };

    private static readonly Dictionary<string, Func<PolicyValueOptions>> Values = new()
    {
        ["rows"] = () => new() { ActionFeatureColumnName = "ActionFeatures" },
        ["returns"] = () => new() { DiscountFactor = 0.5 },
        ["nothing held out"] = () => new() { ValidationFraction = 0 },
    };

    private static readonly ConcurrentDictionary<(Type Options, string Form, int Seed), Lazy<string>> Results = new();

    public static TheoryData<string, string> EvaluationOptions => Options(Evaluations);

    public static TheoryData<string, string> ValueOptions => Options(Values);

    [Theory]
    [MemberData(nameof(EvaluationOptions))]
    public void EvaluateOffPolicy_AnotherValue_ChangesTheMetricsOrIsRefused(string form, string option) => RequireEffect(
        form,
        _ =>
        {
            var options = Evaluations[form]();
            options.AreDensities = true;
            return options;
        },
        option,
        Evaluate,
        (property, value) => value switch
        {
            IReadOnlyList<double> => [new[] { 3.0 }],
            _ when property.PropertyType == typeof(IReadOnlyList<string>) => [null, new[] { "Probability" }],
            _ when property.PropertyType == typeof(int) => [0, 200],
            _ when property.PropertyType == typeof(string) => ["State", "Reward", null],
            _ => EveryOptionTests.Candidates(property, value),
        });

    [Theory]
    [MemberData(nameof(ValueOptions))]
    public void FitPolicyValues_AnotherValue_ChangesTheValuesOrIsRefused(string form, string option) => RequireEffect(
        form,
        seed =>
        {
            var options = Values[form]();
            (options.ResponseColumnNames, options.NumberOfFolds, options.NumberOfEpochs, options.Seed) = (["Click"], 2, 8, seed);
            (options.BatchSize, options.HiddenUnits, options.CriticLearningRate) = (32, [4], 0.1);
            return options;
        },
        option,
        FitValues,
        EveryOptionTests.Candidates);

    private static TheoryData<string, string> Options<TOptions>(Dictionary<string, Func<TOptions>> forms)
    {
        var options = new TheoryData<string, string>();
        foreach (var form in forms.Keys)
            EveryOptionTests.PropertiesOf(typeof(TOptions)).ToList().ForEach(property => options.Add(form, property.Name));
        return options;
    }

    /// <summary>Tries seeds too, because an option that only selects an epoch can select the same epoch by chance.</summary>
    private static void RequireEffect<TOptions>(
        string form, Func<int, TOptions> create, string option, Func<TOptions, string> run, Func<PropertyInfo, object?, IEnumerable<object?>> candidates)
    {
        var property = typeof(TOptions).GetProperty(option)!;
        var given = property.GetValue(create(1));
        List<string> outcomes = [];
        foreach (var candidate in candidates(property, given).Where(candidate => !Equals(candidate, given)))
        {
            var outcome = "ignored";
            for (var seed = 1; seed <= 3 && outcome == "ignored"; seed++)
            {
                var normal = Results.GetOrAdd((typeof(TOptions), form, seed), key => new(() => run(create(key.Seed)))).Value;
                var options = create(seed);
                property.SetValue(options, candidate);
                outcome = Try(() => run(options) != normal || candidate is ProgressList { Count: > 0 });
            }
            outcomes.Add(outcome);
            if (outcome == "changed")
                return;
        }

        outcomes.Should().Contain("refused");
        outcomes.Count(outcome => outcome == "ignored").Should()
            .BeLessThanOrEqualTo(given is null ? 1 : 0, "each other value of {0} must have an effect or be refused", option);
    }

    private static string Try(Func<bool> changes)
    {
        try
        {
            return changes() ? "changed" : "ignored";
        }
        // A call that is canceled, or that fails only with the other value, has read the option.
        catch (Exception exception) when (exception is OperationCanceledException or InvalidOperationException)
        {
            return "changed";
        }
        catch (ArgumentException)
        {
            return "refused";
        }
    }

    /// <summary>Evaluates a log with a density above 1 and a large weight, which is a warning. Options that the metrics only repeat do not count.</summary>
    private static string Evaluate(OffPolicyOptions options)
    {
        var metrics = options.RequestColumnName is null ? EvaluateSessions(options) : EvaluatePages(options);
        return JsonSerializer.Serialize(new { metrics.Responses, metrics.Placebo, metrics.Warnings, metrics.MeanCappedWeight }, AllNumbers);
    }

    private static OffPolicyMetrics EvaluateSessions(OffPolicyOptions options)
    {
        var rows = SessionWorld.WithValues(SessionWorld.Log(60, seed: 1), options.DiscountFactor ?? 0);
        (rows[0].Propensity, rows[1].Propensity) = (1e-3f, 1.5f);
        return ScoredLog.Evaluate(rows, options);
    }

    private static OffPolicyMetrics EvaluatePages(OffPolicyOptions options)
    {
        var rows = new PageWorld(PageInteraction.FromAbove).Log(60, seed: 1, modelError: 0.1);
        (rows[0].Propensity, rows[1].Propensity) = (1e-3, 1.5);
        return ScoredLog.Evaluate(rows, options);
    }

    private static string FitValues(PolicyValueOptions options)
    {
        var context = new MLContext(1);
        var rows = ContractLog.Draw(1)[..60];
        var random = new Random(3);
        foreach (var row in rows)
            row.Weight = 0.5f + random.NextSingle();
        float[][] probabilities = [.. Enumerable.Repeat(rows.Select(_ => 1f / ContractLog.ActionCount).ToArray(), ContractLog.ActionCount)];
        var data = new AddedColumnsView(((IHostEnvironment)context).Register("test"), context.View(rows), [new AddedColumn("Given", probabilities)]);
        var valued = context.Ranking.FitPolicyValues(data, "Given", options);
        return string.Join(" ", options.ResponseColumnNames.SelectMany(name =>
            valued.GetColumn<float>($"{name}.ActionValue").Concat(valued.GetColumn<float>($"{name}.StateValue"))));
    }
}
