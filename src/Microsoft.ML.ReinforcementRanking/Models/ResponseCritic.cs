namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>What is known of one critic of a trained model.</summary>
public sealed class ResponseCritic
{
    internal ResponseCritic(string responseColumnName, double discountFactor, double meanReturn, double returnDeviation, double advantageDeviation)
    {
        ResponseColumnName = responseColumnName;
        DiscountFactor = discountFactor;
        MeanReturn = meanReturn;
        ReturnDeviation = returnDeviation;
        AdvantageDeviation = advantageDeviation;
    }

    /// <summary>
    /// The response whose discounted sum over the rest of the session the critic estimates; for a task of RMTL, the task whose negative loss is that response.
    /// </summary>
    public string ResponseColumnName { get; }

    /// <summary>γ of this response, in [0, 1).</summary>
    public double DiscountFactor { get; }

    /// <summary>Mean discounted return on the training rows, in the response's unit.</summary>
    public double MeanReturn { get; }

    /// <summary>Standard deviation of the discounted return on the training rows, in the response's unit.</summary>
    public double ReturnDeviation { get; }

    /// <summary>
    /// Standard deviation of the predicted advantage under the behavior policy, in the response's unit: the unit of constraint strengths. NaN for a task of
    /// RMTL, whose critic weighs rows and compares no actions.
    /// </summary>
    public double AdvantageDeviation { get; }
}
