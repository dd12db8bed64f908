using Microsoft.ML;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo.Evaluation;
using ShortVideo.Policies;

namespace ShortVideo;

/// <summary>What a study found.</summary>
/// <param name="Tscac">The TSCAC policy that the validation rows chose.</param>
/// <param name="Test">Every policy on the test rows; TSCAC last.</param>
/// <param name="Policies">Trains other policies on the same rows.</param>
/// <param name="EvaluateOnValidation">Evaluates another policy on the validation rows.</param>
/// <param name="Evaluate">Evaluates another policy on the test rows.</param>
internal sealed record PolicyStudyResult(
    Setting Tscac,
    IReadOnlyList<(string Policy, OffPolicyMetrics Metrics)> Test,
    NeuralPolicies Policies,
    Func<ITransformer, OffPolicyMetrics> EvaluateOnValidation,
    Func<ITransformer, OffPolicyMetrics> Evaluate);
