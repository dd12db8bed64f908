using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo.Online;

namespace ShortVideo;

/// <summary>Represents a policy with its estimates on the test rows.</summary>
/// <param name="Name">The name in reports.</param>
/// <param name="Metrics">The estimates.</param>
/// <param name="Serve">Gets the arm that serves the policy.</param>
internal sealed record TestedPolicy(string Name, OffPolicyMetrics Metrics, Func<Arm> Serve);
