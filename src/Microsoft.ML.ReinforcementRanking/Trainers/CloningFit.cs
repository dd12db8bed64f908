using Microsoft.ML.Trainers.ReinforcementRanking.Learning;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>
/// Represents a fit with one stage. It trains the policy of maximum likelihood, in which each logged action counts with the weight of its row.
/// </summary>
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
            return assembly.Build(options, constraintStrength: null);
        });
    }
}
