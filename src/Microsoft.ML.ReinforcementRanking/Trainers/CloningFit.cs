using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>A fit that is one stage: the policy under which the logged actions, each counted by the weight of its row, are likeliest.</summary>
internal static class CloningFit
{
    public static ModelHead Train(PolicyOptions options, TrainingRun run, int maximumEpochs, string stage)
    {
        if (run.Training.Data.Actions is null)
        {
            var continuous = new ContinuousFit(options, run);
            return continuous.BuildHead(continuous.Clone(maximumEpochs, stage), []);
        }
        var assembly = new PolicyAssembly();
        assembly.AddReference(new CategoricalFit(options, run).Clone(maximumEpochs, options.PolicyLearningRate, stage).Parts);
        return assembly.Build(options.ActionColumnName, constraintStrength: null);
    }
}
