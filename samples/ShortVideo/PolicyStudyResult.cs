using Microsoft.ML;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo.Evaluation;
using ShortVideo.Policies;

namespace ShortVideo;

/// <summary>Represents the result of a study.</summary>
/// <param name="Tscac">The TSCAC policy that was chosen on the validation rows.</param>
/// <param name="Settings">Every constraint strength that was tried, with its estimates on the validation rows.</param>
/// <param name="Test">Every policy with its metrics on the test rows. TSCAC comes last.</param>
/// <param name="Policies">Trains other policies on the same rows.</param>
/// <param name="EvaluateOnValidation">A function that evaluates another policy on the validation rows.</param>
/// <param name="Evaluate">A function that evaluates another policy on the test rows.</param>
internal sealed record PolicyStudyResult(
    Setting Tscac,
    IReadOnlyList<Setting> Settings,
    IReadOnlyList<TestedPolicy> Test,
    NeuralPolicies Policies,
    Func<ITransformer, OffPolicyMetrics> EvaluateOnValidation,
    Func<ITransformer, OffPolicyMetrics> Evaluate)
{
    /// <summary>The calibration of the behavior policy on the test rows, or null if none was trained.</summary>
    public CalibrationMetrics? Calibration { get; init; }
}
