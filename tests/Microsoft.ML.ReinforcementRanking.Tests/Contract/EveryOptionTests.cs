using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>
/// Tests every option of every trainer, for both kinds of action and in every form. A value other than the given one changes the model or is refused.
/// </summary>
public class EveryOptionTests
{
    private const string Vector = FitSettings.ActionVector;

    private static readonly FitSettings Small = new() { Epochs = 4, ValidationFraction = 0.3 };

    private static readonly Lazy<CriticSet> Critics = new(() => Fit(Small.ToRmtl(new SharedBottomBackbone { BottomUnits = [8] })).Model.Critics);

    private static readonly Lazy<CriticSet> OtherCritics =
        new(() => Fit((Small with { Seed = 2 }).ToRmtl(new SharedBottomBackbone { BottomUnits = [8] })).Model.Critics);

    private static readonly Dictionary<string, Func<ReinforcementRankingOptions>> Fits = new()
    {
        ["TSCAC, exact"] = () => Small.ToTscac("Action", actionFeatures: "ActionFeatures"),
        ["TSCAC, exact, no auxiliaries"] = () => With(Small.ToTscac("Action"), options => options.AuxiliaryResponses = []),
        ["TSCAC, sampled"] = () => Small.ToTscac("Action", PolicyImprovement.Sampled),
        ["TSCAC, sampled, own strengths"] = () =>
            With(Small.ToTscac("Action", PolicyImprovement.Sampled), options => options.AuxiliaryResponses[0].ConstraintStrength = 2),
        ["TSCAC, no discount"] = () => With(Small.ToTscac("Action"), options => options.DiscountFactor = options.AuxiliaryResponses[0].DiscountFactor = 0),
        ["TSCAC, continuous"] = () => Small.ToTscac(Vector),
        ["TSCAC, continuous, in a range"] = () => With(Small.ToTscac(Vector), options => (options.ActionMinimum, options.ActionMaximum) = (-20, 20)),
        ["A2C"] = () => Small.ToActorCritic("Action"),
        ["A2C, one response"] = () => With(Small.ToActorCritic("Action"), options => options.Responses = []),
        ["AWAC, a critic per response"] = () => Small.ToActorCritic("Action", critics: CriticStructure.PerResponse, algorithm: ActorCriticAlgorithm.Awac),
        ["SAC"] = () => Small.ToActorCritic("Action", algorithm: ActorCriticAlgorithm.Sac),
        ["RCPO"] = () => Small.ToActorCritic("Action", ConstraintHandling.Rcpo),
        ["RCPO, a critic per response"] = () => Small.ToActorCritic("Action", ConstraintHandling.Rcpo, CriticStructure.PerResponse),
        ["Pareto"] = () => Small.ToActorCritic("Action", ConstraintHandling.Pareto),
        ["DDPG"] = () => Small.ToActorCritic(Vector, algorithm: ActorCriticAlgorithm.Ddpg),
        ["TD3, RCPO"] = () => Small.ToActorCritic(Vector, ConstraintHandling.Rcpo, algorithm: ActorCriticAlgorithm.Td3),
        ["TD3+BC"] = () => Small.ToActorCritic(Vector),
        ["cloning"] = () => Small.ToBehaviorCloning("Action"),
        ["cloning, continuous"] = () => Small.ToBehaviorCloning(Vector),
        ["Wide&Deep"] = () => Small.ToRewardWeighted("Action", new WideAndDeepNetwork(), "ActionFeatures"),
        ["DeepFM"] = () => Small.ToRewardWeighted("Action", new DeepFMNetwork()),
        ["DeepFM, continuous"] = () => Small.ToRewardWeighted(Vector, new DeepFMNetwork()),
        ["MMoE"] = () => Small.ToMultiTask(new MmoeBackbone { ExpertUnits = [8], TowerUnits = [4] }),
        ["PLE, fine-tuned"] = () =>
            With(Small.ToMultiTask(new PleBackbone { ExpertUnits = [8, 4], TowerUnits = [4] }), options => options.NumberOfFineTuningEpochs = 2),
        ["AITM"] = () =>
            With(Small.ToMultiTask(new AitmBackbone { BottomUnits = [8], TowerUnits = [4] }),
            options => options.Tasks = [new("Click"), new("Season") { Kind = TaskKind.Binary }]),
        ["AITM, one binary task"] = () => Small.ToMultiTask(new AitmBackbone { BottomUnits = [8], TowerUnits = [4] }),
        ["single-task, no fields"] = () =>
            With(Small.ToMultiTask(new SingleTaskBackbone { BottomUnits = [8] }),
            options => (options.CategoricalColumnNames, options.EmbeddingDimension) = ([], 16)),
        ["RMTL"] = () => Small.ToRmtl(new SharedBottomBackbone { BottomUnits = [8] }),
        ["RMTL, constant weights"] = () => With(Small.ToRmtl(new OmoeBackbone { ExpertUnits = [8] }), options => options.Weighting = LossWeighting.Constant),
        ["RMTL, no weights"] = () => With(Small.ToRmtl(new EsmmBackbone { BottomUnits = [8] }), options => options.Weighting = LossWeighting.None),
        ["RMTL, gradient"] = () => Small.ToRmtl(new SharedBottomBackbone { BottomUnits = [8] }, FineTuningObjective.CriticGradient),
        ["RMTL, critics of another"] = () => With(Small.ToRmtl(new SharedBottomBackbone { BottomUnits = [8] }), options =>
        {
            var defaults = new RmtlRankingTrainer.Options();
            (options.NumberOfCriticEpochs, options.CriticBottomUnits, options.CriticTowerUnits) = (defaults.NumberOfCriticEpochs, defaults.CriticBottomUnits,
                defaults.CriticTowerUnits);
            options.PretrainedCritics = Critics.Value;
        }),
    };

    private static readonly ConcurrentDictionary<(string Fit, int Seed), Lazy<string>> Models = new();

    public static TheoryData<string, string> Options
    {
        get
        {
            var options = new TheoryData<string, string>();
            foreach (var (name, create) in Fits.Where(fit => fit.Key != "RMTL, critics of another"))
                PathsOf(create()).ToList().ForEach(path => options.Add(name, path));
            PathsOf(Small.ToRmtl(new SharedBottomBackbone())).ToList().ForEach(path => options.Add("RMTL, critics of another", path));
            return options;
        }
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Option_AnotherValue_ChangesTheModelOrIsRefused(string fit, string option)
    {
        var (holder, property) = Find(New(fit, seed: 1), option);
        var outcomes = new List<string>();
        foreach (var candidate in Candidates(property, property.GetValue(holder)))
        {
            outcomes.Add(Outcomes(fit, option, candidate).Last());
            if (outcomes[^1] == "changed")
                return;
        }

        outcomes.Should().Contain("refused");
        // One value can be the one that Auto or null stands for.
        var equivalents = property.GetValue(holder) is null or Enum ? 1 : 0;
        outcomes.Count(outcome => outcome == "ignored").Should()
            .BeLessThanOrEqualTo(equivalents, "each other value of {0} must have an effect or be refused", option);
    }

    /// <summary>
    /// Tries one seed after the other until the option has an effect. An option that only selects an epoch can select the same epoch by chance.
    /// </summary>
    private static IEnumerable<string> Outcomes(string fit, string option, object? candidate)
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            var given = Models.GetOrAdd((fit, seed), key => new(() => Bytes(Fit(New(key.Fit, key.Seed))))).Value;
            var options = New(fit, seed);
            var (target, property) = Find(options, option);
            property.SetValue(target, candidate);
            var outcome = Try(options, candidate, given);
            yield return outcome;
            if (outcome != "ignored")
                yield break;
        }
    }

    private static ReinforcementRankingOptions New(string fit, int seed)
    {
        var options = Prepare(Fits[fit]());
        options.Seed = seed;
        return options;
    }

    private static string Try(ReinforcementRankingOptions options, object? candidate, string given)
    {
        try
        {
            var bytes = Bytes(Fit(options));
            return bytes != given || candidate is ProgressList { Count: > 0 } ? "changed" : "ignored";
        }
        // A fit that is canceled, or that fails only with the other value, has read the option.
        catch (Exception exception) when (exception is OperationCanceledException or InvalidOperationException)
        {
            return "changed";
        }
        catch (ArgumentException)
        {
            return "refused";
        }
    }

    private static TOptions With<TOptions>(TOptions options, Action<TOptions> change)
    {
        change(options);
        return options;
    }

    /// <summary>Gets the options. The steps are large, so that held-out results also get worse, and some stages stop early.</summary>
    private static ReinforcementRankingOptions Prepare(ReinforcementRankingOptions options)
    {
        options.BatchSize = 32;
        foreach (var name in new[] { "PolicyLearningRate", "CriticLearningRate", "LearningRate" })
        {
            if (options is not RmtlRankingTrainer.Options { PretrainedCritics: not null } || name == "LearningRate")
                options.GetType().GetProperty(name)?.SetValue(options, 0.1);
        }
        return options;
    }

    private static RankingPredictionTransformer<NeuralRankingModelParameters> Fit(ReinforcementRankingOptions options)
    {
        var context = new MLContext(1);
        var data = Log(context);
        var trainers = context.Ranking.Trainers;
        return options switch
        {
            TscacRankingTrainer.Options tscac => trainers.Tscac(tscac).Fit(data),
            ActorCriticRankingTrainer.Options actorCritic => trainers.ActorCritic(actorCritic).Fit(data),
            BehaviorCloningTrainer.Options cloning => trainers.BehaviorCloning(cloning).Fit(data),
            RewardWeightedRankingTrainer.Options weighted => trainers.RewardWeighted(weighted).Fit(data),
            MultiTaskRankingTrainer.Options multiTask => trainers.MultiTask(multiTask).Fit(data),
            RmtlRankingTrainer.Options rmtl => trainers.Rmtl(rmtl).Fit(data),
            _ => throw new NotSupportedException($"Add {options.GetType()} here and to the fits."),
        };
    }

    /// <summary>Creates twelve sessions in which every column varies.</summary>
    private static IDataView Log(MLContext context)
    {
        var random = new Random(3);
        var rows = ContractLog.Draw(1)[..60];
        foreach (var row in rows)
        {
            (row.Weight, row.Propensity) = (0.5f + random.NextSingle(), 0.1f + 0.8f * random.NextSingle());
            row.Season = row.Features[2] + random.NextDouble() > 0.5 ? "1" : "0";
        }
        return context.Transforms.Conversion.ConvertType("Season", outputKind: DataKind.Single).Fit(context.View(rows)).Transform(context.View(rows));
    }

    /// <summary>Gets the networks and the history.</summary>
    private static string Bytes(RankingPredictionTransformer<NeuralRankingModelParameters> model) => ModelBytes.OfFile(model, new MLContext().View().Schema);

    /// <summary>
    /// The options of a class that must have an effect on the model. The number of threads, the folder of TensorBoard, checkpoints, the place of columns and
    /// ranks must have none: see <see cref="NumberOfThreadsTests"/>, <see cref="Telemetry.TensorBoardTests"/>, <see cref="CheckpointTests"/>,
    /// <see cref="CacheTests"/>, <see cref="Evaluation.EvaluationCacheTests"/> and <see cref="Ranks.JointFitTests"/>.
    /// </summary>
    internal static IEnumerable<PropertyInfo> PropertiesOf(Type options) => options.GetProperties().Where(property => property.CanWrite
        && property.Name is not (nameof(ReinforcementRankingOptions.NumberOfThreads) or nameof(ReinforcementRankingOptions.TensorBoardDirectory)
            or nameof(ReinforcementRankingOptions.CheckpointDirectory) or nameof(ReinforcementRankingOptions.CheckpointInterval)
            or nameof(ReinforcementRankingOptions.CacheDirectory) or nameof(ReinforcementRankingOptions.MaximumMemory)
            or nameof(ReinforcementRankingOptions.Communicator)));

    private static IEnumerable<string> PathsOf(object options, string prefix = "")
    {
        foreach (var property in PropertiesOf(options.GetType()))
        {
            yield return prefix + property.Name;
            var parts = property.GetValue(options) switch
            {
                MultiTaskBackbone or PolicyNetwork => PathsOf(property.GetValue(options)!, $"{prefix}{property.Name}."),
                IList { Count: > 0 } list when list[0] is not (int or string) => PathsOf(list[0]!, $"{prefix}{property.Name}."),
                _ => [],
            };
            foreach (var part in parts)
                yield return part;
        }
    }

    private static (object Holder, PropertyInfo Property) Find(object options, string path)
    {
        var names = path.Split('.');
        foreach (var name in names[..^1])
        {
            var part = options.GetType().GetProperty(name)!.GetValue(options)!;
            options = part is IList list ? list[0]! : part;
        }
        return (options, options.GetType().GetProperty(names[^1])!);
    }

    /// <summary>
    /// Gets values for an option of a fit on <see cref="ContractLog"/>, other than the given one. The first ones are those that have an effect soon and are
    /// cheap: batches of seven rows and not of one, and weights that are capped low.
    /// </summary>
    internal static IEnumerable<object?> Candidates(PropertyInfo property, object? value)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        IEnumerable<object?> candidates = value switch
        {
            bool flag => [!flag],
            IReadOnlyList<int> widths => [(int[])[.. widths, 5], (int[])[5]],
            _ when type == typeof(int) => Array.ConvertAll([7, 3, 2, 1], number => (object)number),
            _ when type == typeof(float) => Array.ConvertAll([-30f, 30f], number => (object)number),
            _ when type == typeof(double) => value is double number ? [0.25, 0.6, number / 2, number * 2, 1.0, 3.0] : [0.25, 0.6, 3.0],
            _ when type.IsEnum => Enum.GetValues(type).Cast<object>(),
            _ when type == typeof(string) => typeof(ContractRow).GetProperties().Select(column => (object?)column.Name).Append(null),
            _ when type == typeof(IDataView) => [OtherFeatures()],
            _ when type == typeof(MultiTaskBackbone) => [new SingleTaskBackbone { BottomUnits = [3] }],
            _ when type == typeof(PolicyNetwork) => [new DeepFMNetwork(), new WideAndDeepNetwork()],
            _ when type == typeof(CriticSet) => [Critics.Value, OtherCritics.Value],
            _ when type == typeof(CancellationToken) => [new CancellationToken(canceled: true)],
            _ when type == typeof(IProgress<TrainingProgress>) => [new ProgressList()],
            _ => Lists(type.GetGenericArguments()[0]),
        };
        return candidates.Where(candidate => !Equals(candidate, value));
    }

    /// <summary>Gets lists of names, or of objects that are known by a name.</summary>
    private static IEnumerable<object> Lists(Type item)
    {
        yield return Array.CreateInstance(item, 0);
        foreach (var name in new[] { "Weight", "Action", "Tags" })
        {
            var list = Array.CreateInstance(item, 1);
            list.SetValue(item == typeof(string) ? name : Activator.CreateInstance(item, name), 0);
            yield return list;
        }
    }

    private static IDataView OtherFeatures()
        => new MLContext(1)
        .View(Enumerable.Range(0, ContractLog.ActionCount).Select(action => new ContractRow { Action = (uint)action, ActionFeatures = [action, 1] }));
}
