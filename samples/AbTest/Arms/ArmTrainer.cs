using Microsoft.ML;
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
/// Trains the methods of table 3 of the paper on one log: learning to rank, RCPO, an actor-critic on interactions alone, and TSCAC. Learning to rank is
/// the control. The neural policies are saved, and served from their files.
/// </summary>
internal sealed class ArmTrainer
{
    /// <summary>
    /// Boredom builds up over several videos and ends the session, so the effect of a video on the next ones matters. With a higher discount, the noise of
    /// a log of this size is larger than the effect (docs/results/ab-test.md).
    /// </summary>
    private const double DiscountFactor = 0.5;

    /// <summary>
    /// How far policies deviate from the log, in advantage deviations: the constraint strength of TSCAC, and the temperature of the actor-critics.
    /// </summary>
    private const double Strength = 0.5;

    /// <summary>This is half of the default, because the critics of such a small log overfit in later epochs.</summary>
    private const int ActorCriticEpochs = 10;

    private readonly MLContext _ml;
    private readonly PreparedLog _prepared;
    private readonly string _output;
    private readonly LogParts _parts;

    public ArmTrainer(MLContext ml, PreparedLog prepared, string output)
    {
        (_ml, _prepared, _output) = (ml, prepared, output);
        _parts = prepared.Parts.Map(rows => ml.Data.Cache(rows));
    }

    /// <summary>Trains all arms. The control comes first, and TSCAC last.</summary>
    public IReadOnlyList<Arm> Train()
    {
        var rcpo = TrainingDisplay.Show("RCPO", TrainRcpo);
        var interactions = TrainingDisplay.Show("Interaction-AC", TrainOnInteractions);
        var tscac = TrainingDisplay.Show("TSCAC", TrainTscac);
        return [TrainRanker(comparedWith: tscac), ServeFromFile("RCPO", rcpo), ServeFromFile("Interaction-AC", interactions), ServeFromFile("TSCAC", tscac)];
    }

    /// <summary>
    /// Trains boosted trees that predict watch time. The temperature of the softmax over their scores makes them deviate from the log as far as the policy
    /// that they are compared with.
    /// </summary>
    private Arm TrainRanker(Policy comparedWith)
    {
        AnsiConsole.MarkupLine("[bold]Boosted trees[/]");
        var trees = TreeRanker.Fit(_ml, _parts.Training, _prepared.Data.Catalog);
        var (temperature, metrics) = TemperatureSelection.Choose(trees, _parts.Validation, Evaluate,
            Evaluate(comparedWith.Transform(_parts.Validation)).EffectiveSampleSize);
        AnsiConsole.WriteLine($"  The softmax has the temperature {temperature:G3}. Its effective sample size is {metrics.EffectiveSampleSize:N0} of "
            + $"{metrics.RowCount:N0} validation rows.");
        return Arm.Of("boosted trees", _ml, _prepared, trees, temperature);
    }

    /// <summary>Trains RCPO with the constraint that interactions do not fall below those of the log.</summary>
    private Policy TrainRcpo(IProgress<TrainingProgress> progress) => TrainActorCritic(progress, mainWeight: 1, ConstraintHandling.Rcpo,
        new WeightedResponse(nameof(LogRow.Interaction))
        {
            Weight = 0,
            LowerBound = LoggedReturn.Mean(_parts.Training, nameof(LogRow.Interaction), DiscountFactor)
        });

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
            ActionColumnName = nameof(LogRow.VideoId),
            ActionFeatureColumnName = nameof(LogRow.VideoFeatures),
            ActionCatalog = _prepared.Data.Catalog,
            NumberOfMatchedVectors = CommonPreferences.ResponseCount,
            UseActionIdentity = false,
            Progress = progress,
        }).Fit(_parts.Training, _parts.Validation);

    /// <summary>
    /// Trains TSCAC with clicks and interactions as auxiliary responses. The other responses of the simulator are kinds of interaction, and rarer.
    /// </summary>
    private Policy TrainTscac(IProgress<TrainingProgress> progress) => _ml.Ranking.Trainers.Tscac(new TscacRankingTrainer.Options
    {
        LabelColumnName = nameof(LogRow.LogWatchTime),
        AuxiliaryResponses = [new(nameof(LogRow.Click)) { DiscountFactor = DiscountFactor },
            new(nameof(LogRow.Interaction)) { DiscountFactor = DiscountFactor }],
        DiscountFactor = DiscountFactor,
        ConstraintStrength = Strength,
        PropensityColumnName = nameof(LogRow.Propensity),
        ActionColumnName = nameof(LogRow.VideoId),
        ActionFeatureColumnName = nameof(LogRow.VideoFeatures),
        ActionCatalog = _prepared.Data.Catalog,
        NumberOfMatchedVectors = CommonPreferences.ResponseCount,
        UseActionIdentity = false,
        Progress = progress,
    }).Fit(_parts.Training, _parts.Validation);

    private Arm ServeFromFile(string name, Policy policy)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_output, name)).FullName;
        SavedModel.Save(_ml, _prepared, policy, folder);
        return Arm.Of(name, SavedModel.CreateEngine(_ml, folder));
    }

    private OffPolicyMetrics Evaluate(IDataView scored)
        => _ml.Ranking.EvaluateOffPolicy(scored, [nameof(LogRow.WatchTime)], rowGroupColumnName: nameof(LogRow.UserId),
            options: new() { NumberOfBootstrapSamples = 0 });
}
