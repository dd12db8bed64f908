using Feed.Serving;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Feed.Evaluation;

/// <summary>Represents the result of one round.</summary>
/// <param name="Number">The number of the round, counted from 1.</param>
/// <param name="Metrics">The estimates on the last part of the log that the policy was trained on, which it has not seen.</param>
/// <param name="LoggedValue">The true value, on the requests of that part, of the policy that made the log.</param>
/// <param name="TrueValue">The true value of the new policy on the same requests.</param>
/// <param name="Served">The pages that the new policy filled on the days after the log.</param>
internal sealed record Round(int Number, OffPolicyMetrics Metrics, TrueValue LoggedValue, TrueValue TrueValue, IReadOnlyList<ServedPage> Served);
