using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>
/// Trains values by fitted-Q evaluation (Le, Voloshin and Yue, 2019). It regresses Q(s, a) of every response on <c>r + γ Σ π(a'|s') Q'(s', a')</c> of a
/// given policy π. A fitted policy is a model, which then has critics of its own. Otherwise π is the policy whose probabilities are a column of the log.
/// </summary>
internal sealed class PolicyValueTrainer(IHostEnvironment env, PolicyHead? policy, PolicyValueOptions options)
    : ReinforcementRankingTrainerBase<PolicyValueOptions>(env.Register(nameof(PolicyValueTrainer)), options, label: default)
{
    internal override void CheckData(SessionDataset data)
    {
        data.RequireVaryingResponses(Host, Settings.Columns);
        if (Settings.DiscountFactor > 0)
            data.RequireTransitions(Host, Settings.Columns);
    }

    internal override TrainingPlan Plan(TrainingRun run)
    {
        var fit = new CategoricalFit(Settings, run);
        var target = Target(run);
        var plan = new TrainingPlan();
        PlannedStage<CategoricalCriticLearner>[] stages =
        [
            .. Settings.ResponseColumnNames.Select((name, response) =>
                plan.Add($"value {name}", Settings.NumberOfEpochs,
                    () => NewLearner(new(name, response, 1, Settings.DiscountFactor ?? 0), fit, target, run), learner => learner.Finish(run))),
        ];
        return plan.EndWith(() =>
        {
            var assembly = new PolicyAssembly();
            // The scores of a policy over candidates are those of this log's rows, so the model values candidates and does not choose among them.
            if (policy is not CandidatePolicyHead)
                assembly.AddReference(target.Parts);
            foreach (var stage in stages)
                assembly.AddCritic(stage.Learner.Learned, stage.Learner.Critic);
            return assembly.Build(Settings, constraintStrength: null);
        });
    }

    /// <summary>Score, Probability and ResponseValues.</summary>
    protected override SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema)
        => PolicySchema.OutputColumns(inputSchema, Settings.Columns, hasCritics: true);

    private SoftmaxPolicy Target(TrainingRun run)
    {
        var data = run.Training.Data;
        return policy switch
        {
            CategoricalPolicyHead head => run.Own(new FixedPolicy(head, run.Device, TransitionBatch.SparseWidth(data.Features, run.Device))),
            CandidatePolicyHead head => run.Own(new FixedPolicy(ScoreAll(head, data.ActionFeatures!), run.Device)),
            _ => new LoggedPolicy(data.ActionCount),
        };
    }

    private static float[] ScoreAll(CandidatePolicyHead head, FeatureTable candidates)
    {
        var (evaluator, input) = (new CandidatePolicyEvaluator(head), new NonZeros());
        var (scores, features) = (new float[candidates.RowCount], new float[candidates.Width]);
        for (var row = 0; row < scores.Length; row++)
        {
            candidates.CopyRow(row, features);
            input.Set(features);
            scores[row] = evaluator.Score(input);
        }
        return scores;
    }

    private CategoricalCriticLearner NewLearner(ResponseRole role, CategoricalFit fit, SoftmaxPolicy target, TrainingRun run)
    {
        var options = new CriticOptions(run.Training, LearnedReward.Of(run.Training, role), Settings.CriticLearningRate,
            Settings.WeightDecay, Settings.TargetUpdateRate, run.Device)
        {
            ComparesEpochs = role.DiscountFactor == 0,
            EvaluatesGivenPolicy = true,
        };
        return new(options, fit.NewCritic(Settings.NumberOfCritics), target, target, fit.Candidates, estimates: null);
    }
}
