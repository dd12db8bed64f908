namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Describes one critic of a trained model.</summary>
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
    /// Gets the name of the response whose discounted sum over the rest of the session the critic estimates. For a model of RMTL it is the name of the
    /// task, and the response is the negative loss of that task.
    /// </summary>
    public string ResponseColumnName { get; }

    /// <summary>Gets the discount factor γ of this response, in [0, 1).</summary>
    public double DiscountFactor { get; }

    /// <summary>Gets the mean discounted return on the training rows, in the response's unit.</summary>
    public double MeanReturn { get; }

    /// <summary>Gets the standard deviation of the discounted return on the training rows, in the response's unit.</summary>
    public double ReturnDeviation { get; }

    /// <summary>
    /// Gets the standard deviation of the predicted advantage under the behavior policy, in the response's unit. Constraint strengths are multiples of
    /// it. The value is NaN for a task of RMTL, because its critic weights rows and compares no actions.
    /// </summary>
    public double AdvantageDeviation { get; }
}
