using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Options of <c>mlContext.Ranking.CrossValidatePolicy</c>. They are copied and checked on entry.</summary>
public sealed class PolicyCrossValidationOptions
{
    /// <summary>The number of folds of sessions, at least 2. Each fold is evaluated with a model of the others. The default is 5.</summary>
    public int NumberOfFolds { get; set; } = 5;

    /// <summary>
    /// The seed of the folds. If it is null, which is the default, the seed of the <see cref="MLContext"/> applies, or a random one where it has none.
    /// </summary>
    public int? Seed { get; set; }

    /// <summary>
    /// The options by which each fold and the pooled log are evaluated. Folds consist of whole clusters where a
    /// <see cref="OffPolicyOptions.ClusterColumnName"/> is named. The default is an object with the defaults of <c>EvaluateOffPolicy</c>.
    /// </summary>
    public OffPolicyOptions Evaluation { get; set; } = new();

    /// <summary>
    /// The column of the request of which each row is a candidate, as in <see cref="ActionOptions.RequestColumnName"/>, if the pipeline fits a policy over
    /// candidates. <c>AddRequestProbabilities</c> then adds the probabilities of each fold, and the chosen rows are evaluated. It is given together with
    /// <see cref="ChosenColumnName"/>. The default is null, which means that each row is a step, and that the model adds its probability.
    /// </summary>
    public string? RequestColumnName { get; set; }

    /// <summary>
    /// The Boolean column that is true in the rows of chosen candidates, which is given together with <see cref="RequestColumnName"/>. The default is null.
    /// </summary>
    public string? ChosenColumnName { get; set; }

    /// <summary>
    /// The column of the positions of chosen candidates, if requests have several of them. It needs a <see cref="RequestColumnName"/>. The default is null.
    /// </summary>
    public string? PositionColumnName { get; set; }

    /// <summary>Returns a checked copy that later changes of the options do not affect. One error lists every failure.</summary>
    internal PolicyCrossValidationOptions CheckedCopy(IExceptionContext context, int responseCount, string? rowGroup)
    {
        var copy = (PolicyCrossValidationOptions)MemberwiseClone();
        var failures = new OptionFailures();
        failures.RequireAtLeast(NumberOfFolds, 2, nameof(NumberOfFolds));
        failures.Require(Evaluation is not null, nameof(Evaluation), null, "options of EvaluateOffPolicy");
        failures.RequireNameOrNull(RequestColumnName, nameof(RequestColumnName));
        failures.RequireNameOrNull(ChosenColumnName, nameof(ChosenColumnName));
        failures.RequireNameOrNull(PositionColumnName, nameof(PositionColumnName));
        failures.Require(ChosenColumnName is not null || RequestColumnName is null, nameof(ChosenColumnName), null,
            "the name of the column that tells which candidates were chosen, since RequestColumnName is given");
        failures.RequireDefaults(this, RequestColumnName is null, "without RequestColumnName, since each row is then a step", nameof(ChosenColumnName),
            nameof(PositionColumnName));
        failures.ThrowIfAny(context);
        copy.Evaluation = Evaluation!.CheckedCopy(context, responseCount, rowGroup);
        return copy;
    }
}
