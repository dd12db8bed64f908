using System.Globalization;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Represents the numbers that a role accepts, and the remedy for other numbers. Trainers and evaluators share these rules, so that a defect is always
/// described in the same words. Read a number with <see cref="ColumnReaders.Number"/> and pass it through <see cref="Require"/>, or collect a whole
/// column with <see cref="NumberCollector"/>.
/// </summary>
/// <param name="Accepts">A function that returns whether a number is accepted.</param>
/// <param name="Requirement">The requirement, as it follows "it must be".</param>
/// <param name="Remedy">The remedy, as one or more sentences.</param>
internal sealed record NumberRule(Func<double, bool> Accepts, string Requirement, string Remedy)
{
    /// <summary>The remedy for NaN and infinity in a column that must be finite.</summary>
    public const string FiniteRemedy =
        "Replace missing values with mlContext.Transforms.ReplaceMissingValues, or drop such rows with mlContext.Data.FilterRowsByMissingValues. "
        + "An infinity is usually the result of a division by zero earlier in the pipeline.";

    private const string PropensityRemedy =
        "A propensity is the logging policy's probability of the action that it took. " + PropensitySources;

    private const string PropensityDensityRemedy =
        "The propensity of a continuous action is the logging policy's density of the action that it took. " + PropensitySources;

    private const string PropensitySources =
        "Drop rows whose action it could not take. Propensities that were not logged are estimated by mlContext.Ranking.EstimatePropensities.";

    private const string ProbabilityRemedy =
        "Score the data with a fitted model, or repair the column. A calibrator turns other scores into probabilities.";

    /// <summary>The largest accepted probability. Rounding in single precision may give a probability slightly above 1.</summary>
    private const double LargestProbability = 1 + 1e-5;

    private const double HundredPercent = 100;

    public static readonly NumberRule Finite = new(double.IsFinite, "finite", FiniteRemedy);

    public static readonly NumberRule Weight =
        new(value => value >= 0 && double.IsFinite(value), "finite and at least 0", "Give rows that should not count a weight of 0.");

    public static readonly NumberRule Binary = new(value => value is 0 or 1, "0 or 1",
        "Make a binary label of it with mlContext.Transforms.CustomMapping, or treat the task as a regression: set its Kind to Regression in training, "
        + "and evaluate it with mlContext.Regression.Evaluate.");

    /// <summary>The place of a row on its page.</summary>
    public static readonly NumberRule Position = new(value => value >= 0 && value <= int.MaxValue && value == Math.Floor(value),
        "a whole number of at least 0", "Number the rows of a page from the top, from 0 or from 1.");

    /// <summary>A position that critics learn the effect of, one number each. Ids and times in this column would need one for each of their values.</summary>
    public static readonly NumberRule LearnedPosition = Position with
    {
        Accepts = value => value >= 0 && value <= 1000 && value == Math.Floor(value),
        Requirement = "a whole number from 0 to 1000",
    };

    /// <summary>The logging policy's probability of a logged action.</summary>
    public static readonly NumberRule Propensity =
        new(value => value is > 0 and <= LargestProbability, "above 0 and at most 1", PropensityRemedy) { IsProbability = true };

    /// <summary>The logging policy's density of a logged continuous action.</summary>
    public static readonly NumberRule PropensityDensity =
        new(value => value > 0 && double.IsFinite(value), "finite and above 0", PropensityDensityRemedy);

    /// <summary>A predicted probability.</summary>
    public static readonly NumberRule Probability =
        new(value => value is >= 0 and <= LargestProbability, "at least 0 and at most 1", ProbabilityRemedy) { IsProbability = true, IsPredicted = true };

    /// <summary>A policy's density of a continuous action.</summary>
    public static readonly NumberRule Density =
        new(value => value >= 0 && double.IsFinite(value), "finite and at least 0", ProbabilityRemedy) { IsPredicted = true };

    /// <summary>Gets whether a value above 1 may be a percentage.</summary>
    private bool IsProbability { get; init; }

    /// <summary>Gets whether a model makes the values, so that NaN does not come from the source.</summary>
    private bool IsPredicted { get; init; }

    /// <summary>Returns the number if the rule accepts it.</summary>
    /// <param name="column">The column of the number.</param>
    /// <param name="row">The zero-based number of the row.</param>
    /// <param name="value">The number.</param>
    /// <exception cref="InvalidOperationException">The rule does not accept it. The message names the column, the row, the value and the remedy.</exception>
    public double Require(RoleColumn column, long row, double value) =>
        Accepts(value) ? value : throw column.Error(row, $"the value is {Text(value)}, but it must be {Requirement}", RemedyOf(column, row, value));

    /// <summary>Returns the number in single precision if the rule accepts the rounded number.</summary>
    public float RequireSingle(RoleColumn column, long row, double value)
    {
        var rounded = (float)Require(column, row, value);
        return rounded == value || Accepts(rounded)
            ? rounded
            : throw column.Error(
                row, $"the value is {Text(value)}, which is {rounded} in single precision, but it must be {Requirement}", RemedyOf(column, row, value));
    }

    private string RemedyOf(RoleColumn column, long row, double value) => value switch
    {
        double.NaN when !IsPredicted => UnparsedNumbers.Remedy(column, row, cursor => ColumnReaders.Number(cursor, column.Column), Remedy),
        > LargestProbability and <= HundredPercent when IsProbability => $"The column seems to contain percentages. Divide it by 100. {Remedy}",
        _ => Remedy,
    };

    // A number that came from a Single is written as one: 0.1 and not 0.10000000149011612.
    private static string Text(double value)
    {
        var single = (float)value;
        return single == value ? single.ToString(CultureInfo.InvariantCulture) : value.ToString(CultureInfo.InvariantCulture);
    }
}
