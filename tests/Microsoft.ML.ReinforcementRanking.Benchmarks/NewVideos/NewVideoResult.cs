using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.NewVideos;

/// <summary>Represents what a policy does with new and old videos on the test rows.</summary>
/// <param name="Name">The name of the policy.</param>
/// <param name="RelativeMass">The mean probability of new videos in a test state, divided by their share of the catalog.</param>
/// <param name="New">The estimates on the rows of new videos, or null if the policy never chooses one.</param>
/// <param name="Old">The estimates on the rows of old videos.</param>
/// <param name="All">The estimates on all rows.</param>
internal sealed record NewVideoResult(string Name, double RelativeMass, OffPolicyMetrics? New, OffPolicyMetrics Old, OffPolicyMetrics All);
