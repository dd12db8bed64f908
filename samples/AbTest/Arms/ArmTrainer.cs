using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo;
using ShortVideo.Evaluation;
using ShortVideo.Features;
using ShortVideo.Online;
using ShortVideo.Policies;
using Spectre.Console;
using Policy = Microsoft.ML.Data.RankingPredictionTransformer<Microsoft.ML.Trainers.ReinforcementRanking.NeuralRankingModelParameters>;

namespace AbTest.Arms;

/// <summary>
/// The rows of the paper's Table 3, from one log: learning to rank, RCPO, an actor-critic on interactions alone, and TSCAC. The first is the control. The
/// neural ones are saved, and served from their files.
/// </summary>
internal sealed class ArmTrainer
{
    /// <summary>
    /// Sessions end by boredom that builds up over several videos, so what a video does to the next ones counts. Farther ahead than this, what a log of this
    /// size says is lost in noise (docs/results/ab-test.md).
    /// </summary>
    private const double DiscountFactor = 0.5;

    /// <summary>How far from the log policies go, in advantage deviations: of TSCAC as constraint strength, of the actor-critics as temperature.</summary>
    private const double Strength = 0.5;

    /// <summary>Half of the default: the critics of so small a log fit noise afterwards.</summary>
    private const int ActorCriticEpochs = 10;

    private readonly MLContext _ml;
    private readonly PreparedLog _prepared;
    private readonly string _output;
    private readonly IDataView _catalog;
    private readonly LogParts _parts;

    public ArmTrainer(MLContext ml, PreparedLog prepared, string output)
    {
        (_ml, _prepared, _output) = (ml, prepared, output);
        _catalog = prepared.Preparation.Videos.Transform(prepared.Data.Catalog);
        _parts = prepared.Data.Parts.Map(prepared.Preparation.Rows.Transform).Map(rows => ml.Data.Cache(rows));
    }

    /// <summary>The control first, TSCAC last.</summary>
    public IReadOnlyList<Arm> Train()
    {
        var rcpo = TrainingDisplay.Show("RCPO", TrainRcpo);
        var interactions = TrainingDisplay.Show("Interaction-AC", TrainOnInteractions);
        var tscac = TrainingDisplay.Show("TSCAC", TrainTscac);
        return [TrainRanker(asSharpAs: tscac), ServeFromFile("RCPO", rcpo), ServeFromFile("Interaction-AC", interactions), ServeFromFile("TSCAC", tscac)];
    }

    /// <summary>
    /// Boosted trees that predict watch time, shown by a softmax: greedy ranking, were it not as far from the greedy one as the policy that it is compared
    /// with.
    /// </summary>
    private Arm TrainRanker(Policy asSharpAs)
    {
        AnsiConsole.MarkupLine("[bold]Boosted trees[/]");
        var trees = TreeRanker.Fit(_ml, _parts.Training, _catalog);
        var (temperature, metrics) = EqualSharpness.Choose(trees, _parts.Validation, Evaluate,
            Evaluate(asSharpAs.Transform(_parts.Validation)).EffectiveSampleSize);
        AnsiConsole.WriteLine($"  softmax of temperature {temperature:G3}: ESS {metrics.EffectiveSampleSize:N0} of {metrics.RowCount:N0} validation rows");
        return Arm.Of("boosted trees", trees, temperature);
    }

    /// <summary>Interactions may not fall below those of the log.</summary>
    private Policy TrainRcpo(IProgress<TrainingProgress> progress) => TrainActorCritic(progress, mainWeight: 1, ConstraintHandling.Rcpo,
        new WeightedResponse(nameof(LogRow.Interaction)) { Weight = 0,
            LowerBound = LoggedReturn.Mean(_parts.Training, nameof(LogRow.Interaction), DiscountFactor) });

    private Policy TrainOnInteractions(IProgress<TrainingProgress> progress)
        => TrainActorCritic(progress, mainWeight: 0, ConstraintHandling.WeightedSum, new WeightedResponse(nameof(LogRow.Interaction)));

    private Policy TrainActorCritic(IProgress<TrainingProgress> progress, double mainWeight, ConstraintHandling handling, WeightedResponse response)
        => _ml.Ranking.Trainers.ActorCritic(new ActorCriticRankingTrainer.Options
        {
            LabelColumnName = nameof(LogRow.LogWatchTime),
            MainWeight = mainWeight,
            ConstraintHandling = handling,
            Responses = [response],
            DiscountFactor = DiscountFactor,
            Temperature = Strength,
            NumberOfEpochs = ActorCriticEpochs,
            PropensityColumnName = nameof(LogRow.Propensity),
            ActionFeatureColumnName = nameof(LogRow.VideoFeatures),
            ActionCatalog = _catalog,
            NumberOfMatchedVectors = CommonTaste.ResponseCount,
            UseActionIdentity = false,
            Progress = progress,
        }).Fit(_parts.Training, _parts.Validation);

    /// <summary>Clicks and interactions are the auxiliaries: the simulator's other responses are among them, and rarer.</summary>
    private Policy TrainTscac(IProgress<TrainingProgress> progress) => _ml.Ranking.Trainers.Tscac(new TscacRankingTrainer.Options
    {
        LabelColumnName = nameof(LogRow.LogWatchTime),
        AuxiliaryResponses = [new(nameof(LogRow.Click)) { DiscountFactor = DiscountFactor },
            new(nameof(LogRow.Interaction)) { DiscountFactor = DiscountFactor }],
        DiscountFactor = DiscountFactor,
        ConstraintStrength = Strength,
        PropensityColumnName = nameof(LogRow.Propensity),
        ActionFeatureColumnName = nameof(LogRow.VideoFeatures),
        ActionCatalog = _catalog,
        NumberOfMatchedVectors = CommonTaste.ResponseCount,
        UseActionIdentity = false,
        Progress = progress,
    }).Fit(_parts.Training, _parts.Validation);

    private Arm ServeFromFile(string name, Policy policy)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_output, name)).FullName;
        SavedModel.Save(_ml, new TransformerChain<ITransformer>(_prepared.Preparation.Rows, policy), _prepared.Data.Parts.Training, _prepared.State, folder);
        return Arm.Of(name, SavedModel.Load(_ml, folder));
    }

    private OffPolicyMetrics Evaluate(IDataView scored)
        => _ml.Ranking.EvaluateOffPolicy(scored, [nameof(LogRow.WatchTime)], rowGroupColumnName: nameof(LogRow.UserId),
            options: new() { NumberOfBootstrapSamples = 0 });
}
