using Microsoft.ML.Trainers.ReinforcementRanking.Learning;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>A fit that is one stage: the policy under which the logged actions, each counted by the weight of its row, are likeliest.</summary>
internal static class CloningFit
{
    public static TrainingPlan Plan(PolicyOptions options, TrainingRun run, int maximumEpochs, string stage)
    {
        var plan = new TrainingPlan();
        if (run.Training.Data.Actions is null)
        {
            var continuous = new ContinuousFit(options, run);
            var gaussian = continuous.AddClone(plan, maximumEpochs, stage);
            return plan.EndWith(() => continuous.BuildHead(gaussian.Learner.Policy, []));
        }
        var clone = new CategoricalFit(options, run).AddClone(plan, maximumEpochs, options.PolicyLearningRate, stage);
        return plan.EndWith(() =>
        {
            var assembly = new PolicyAssembly();
            assembly.AddReference(clone.Learner.Policy.Parts);
            return assembly.Build(options.ActionColumnName, constraintStrength: null);
        });
    }
}
