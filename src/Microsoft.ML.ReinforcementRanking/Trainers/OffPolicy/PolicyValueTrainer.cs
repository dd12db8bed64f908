using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>
/// Fitted-Q evaluation (Le, Voloshin and Yue, 2019): regresses Q(s, a) of every response on <c>r + γ Σ π(a'|s') Q'(s', a')</c> of a given policy π. The fitted model is
/// that policy with critics of its own.
/// </summary>
internal sealed class PolicyValueTrainer(IHostEnvironment env, CategoricalPolicyHead policy, PolicyValueOptions options)
    : ReinforcementRankingTrainerBase<PolicyValueOptions>(env.Register(nameof(PolicyValueTrainer)), options, label: default)
{
    internal override int CountStages(SessionDataset data) => Settings.ResponseColumnNames.Count;

    internal override void CheckData(SessionDataset data)
    {
        data.RequireVaryingResponses(Host, Settings.Columns);
        if (Settings.DiscountFactor > 0)
            data.RequireTransitions(Host, Settings.Columns);
    }

    internal override ModelHead Train(TrainingRun run)
    {
        var fit = new CategoricalFit(Settings, run);
        using var target = new FixedPolicy(policy, run.Device);
        var assembly = new PolicyAssembly();
        assembly.AddReference(target.Parts);
        for (var response = 0; response < Settings.ResponseColumnNames.Count; response++)
            AddCritic(assembly, response, fit, target, run);
        return assembly.Build(Settings.ActionColumnName, constraintStrength: null);
    }

    /// <summary>Score, Probability and ResponseValues.</summary>
    protected override SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema)
        => PolicySchema.OutputColumns(inputSchema, Settings.Columns, hasCritics: true);

    private void AddCritic(PolicyAssembly assembly, int response, CategoricalFit fit, FixedPolicy target, TrainingRun run)
    {
        var scale = ReturnScale.Of(run.Training, run.Training.Data.Responses[response], Settings.DiscountFactor);
        var options = new CriticOptions(run.Training, new(response, 1), scale, Settings.DiscountFactor, Settings.CriticLearningRate, Settings.WeightDecay,
            Settings.TargetUpdateRate, run.Device);
        var critic = new CriticEnsemble([.. Enumerable.Range(0, Settings.NumberOfCritics).Select(_ => fit.NewNetwork())]);
        var name = Settings.ResponseColumnNames[response];
        var learner = new CriticLearner(options, critic, target, target, fit.Candidates, estimates: null);
        run.Stage($"value {name}", new PolicyValueLearner(learner, critic.Members, Settings.DiscountFactor), Settings.NumberOfEpochs);
        run.WarnOfWeakCritic(name);
        assembly.AddCritic(
            new(name, Settings.DiscountFactor, scale.Mean, scale.Deviation, scale.Deviation * critic.AdvantageDeviation),
            critic.Parts.Select(part => part with { Factor = part.Factor * scale.Deviation }));
    }
}
