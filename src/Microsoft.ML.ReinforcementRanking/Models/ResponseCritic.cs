namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>What is known of one critic of a trained model.</summary>
/// <param name="ResponseColumnName">
/// The response whose discounted sum over the rest of the session the critic estimates; for a task of RMTL, the task whose negative loss is that response.
/// </param>
/// <param name="DiscountFactor">γ of this response, in [0, 1).</param>
/// <param name="MeanReturn">Mean discounted return on the training rows, in the response's unit.</param>
/// <param name="ReturnDeviation">Standard deviation of the discounted return on the training rows, in the response's unit.</param>
/// <param name="AdvantageDeviation">
/// Standard deviation of the predicted advantage under the behavior policy, in the response's unit: the unit of constraint strengths. NaN for a task of RMTL,
/// whose critic weighs rows and compares no actions.
/// </param>
public sealed record ResponseCritic(
    string ResponseColumnName,
    double DiscountFactor,
    double MeanReturn,
    double ReturnDeviation,
    double AdvantageDeviation);
