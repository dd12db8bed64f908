using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>A critic over states and continuous actions: members map [state, standardized action] to the standardized return.</summary>
/// <param name="Critic">The response and its scale.</param>
/// <param name="Sign">-1 where the response is minimized, so that members learned its negative.</param>
/// <param name="Members">Their mean is the value.</param>
internal sealed record ContinuousCritic(ResponseCritic Critic, float Sign, IReadOnlyList<PlannedNetwork> Members);
