using System.Globalization;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Collects every failure of an options object, so that one message lists all of them.</summary>
internal sealed class OptionFailures
{
    /// <summary>
    /// The bounds of options that have no other ones. No useful fit comes near them. Beyond them, memory, rounding, or libtorch end a fit with an error that
    /// does not name the option (docs/decisions/0045-bounds-of-options.md).
    /// </summary>
    public const int LargestCount = 1_000_000, LargestWidth = 16_384, LargestNumberOfLayers = 64, LongestList = 100;

    public const double LargestNumber = 1e6, SmallestPositive = 1e-9, LargestLearningRate = 10;

    private readonly List<string> _failures = [];
    private readonly HashSet<string> _failed = [];

    public void Require(bool holds, string option, object? value, string requirement)
    {
        if (holds)
            return;
        _failed.Add(option);
        _failures.Add(string.Create(CultureInfo.InvariantCulture, $"{option} must be {requirement}, but was {value ?? "null"}."));
    }

    /// <summary>
    /// Requires that options that a fit does not read have their default values, so that no setting is ignored silently. An option that has failed already is
    /// not named twice.
    /// </summary>
    /// <param name="options">The object with the options. A new object of the same type has the defaults.</param>
    /// <param name="isUnused">Whether the fit ignores the options.</param>
    /// <param name="condition">The condition under which the fit ignores them, and the reason.</param>
    /// <param name="names">The names of the options.</param>
    public void RequireDefaults(object options, bool isUnused, string condition, params IEnumerable<string> names)
    {
        if (!isUnused)
            return;
        var defaults = Activator.CreateInstance(options.GetType())!;
        foreach (var property in names.Where(name => !_failed.Contains(name)).Select(name => options.GetType().GetProperty(name)!))
        {
            var (value, normal) = (Describe(property.GetValue(options)), Describe(property.GetValue(defaults)));
            Require(value == normal, property.Name, value, $"left at its default ({normal}) {condition}");
        }
    }

    public void RequireName(string? value, string option)
        => Require(!string.IsNullOrWhiteSpace(value), option, value is null ? null : $"'{value}'", "a column name");

    public void RequireNameOrNull(string? value, string option)
        => Require(value is null || !string.IsNullOrWhiteSpace(value), option, $"'{value}'", "null or a column name");

    /// <summary>Requires names of columns, at least one, that are all different.</summary>
    public void RequireNames(IReadOnlyList<string>? names, string option)
    {
        Require(names is { Count: > 0 } && !names.Any(string.IsNullOrWhiteSpace), option,
            names is null ? null : $"[{string.Join(", ", names.Select(name => name is null ? "null" : $"'{name}'"))}]",
            "a list of at least one column name, without null or blank elements");
        RequireDistinct(names?.Where(name => !string.IsNullOrWhiteSpace(name)) ?? [], option);
    }

    /// <summary>Requires that a discount is not above 0 without a session column.</summary>
    /// <param name="discount">The discount factor.</param>
    /// <param name="option">The option that sets it.</param>
    /// <param name="rowGroup">The session column, or null for none.</param>
    /// <param name="rowGroupOption">The option or parameter that names the session column.</param>
    public void RequireSessionsFor(double? discount, string option, string? rowGroup, string rowGroupOption)
        => Require(rowGroup is not null || discount is not > 0, option, discount, $"0 or null without {rowGroupOption}, since every row is then a session");

    /// <summary>Requires that a bound of the memory is given together with a folder for what does not fit into it.</summary>
    /// <param name="megabytes">The bound, or null for none.</param>
    /// <param name="option">The option that sets it.</param>
    /// <param name="folder">The folder, or null for memory.</param>
    /// <param name="folderOption">The option that names the folder.</param>
    public void RequireFolderFor(int? megabytes, string option, string? folder, string folderOption)
    {
        Require(folder is null || !string.IsNullOrWhiteSpace(folder), folderOption, $"'{folder}'", "null or a folder");
        Require(megabytes is null or >= 1, option, megabytes, "null or at least 1");
        Require(megabytes is null || folder is not null, folderOption, "null", $"a folder where {option} is set");
    }

    public void RequireAtLeast(int value, int minimum, string option, int maximum = LargestCount)
    {
        Require(value >= minimum, option, value, $"at least {minimum}");
        RequireAtMost(value, maximum, option);
    }

    public void RequireAtMost(int value, int maximum, string option) => Require(value <= maximum, option, value, $"at most {maximum}");

    /// <summary>Requires a list, each of whose elements has a result of its own, that is not too long. Null is left to other requirements.</summary>
    public void RequireShort<T>(IReadOnlyCollection<T>? list, string option)
        => Require(list is null or { Count: <= LongestList }, option, $"{list?.Count} elements", $"a list of at most {LongestList} elements");

    /// <summary>Requires a finite number of either sign.</summary>
    public void RequireFinite(double value, string option)
    {
        Require(double.IsFinite(value), option, value, "finite");
        Require(!double.IsFinite(value) || Math.Abs(value) <= LargestNumber, option, value, string.Create(CultureInfo.InvariantCulture,
            $"from {-LargestNumber} to {LargestNumber}"));
    }

    public void RequireAtLeastZero(double value, string option)
    {
        Require(value >= 0 && double.IsFinite(value), option, value, "at least 0");
        RequireAtMost(value, LargestNumber, option);
    }

    /// <summary>Requires a number of at least 1 that weights of rows are capped at.</summary>
    public void RequireWeightCap(double value, string option)
    {
        Require(value >= 1 && double.IsFinite(value), option, value, "at least 1");
        RequireAtMost(value, LargestNumber, option);
    }

    /// <summary>Requires widths of layers, each of which has at least one unit.</summary>
    public void RequireWidths(IReadOnlyList<int>? widths, string option)
    {
        var text = widths is null ? null : string.Join(", ", widths);
        Require(widths is not null && widths.All(width => width >= 1), option, text, "a list of widths of at least 1");
        Require(widths is null || widths.All(width => width <= LargestWidth), option, text, $"a list of widths of at most {LargestWidth}");
        Require(widths is null || widths.Count <= LargestNumberOfLayers, option, $"{widths?.Count} widths",
            $"a list of at most {LargestNumberOfLayers} widths");
    }

    public void RequirePositive(double value, string option, double maximum = LargestNumber)
    {
        Require(value > 0 && double.IsFinite(value), option, value, "above 0");
        Require(!(value > 0 && value < SmallestPositive), option, value, $"at least {SmallestPositive.ToString(CultureInfo.InvariantCulture)}");
        RequireAtMost(value, maximum, option);
    }

    public void RequireLearningRate(double value, string option) => RequirePositive(value, option, LargestLearningRate);

    /// <summary>Requires a value in [minimum, maximum).</summary>
    public void RequireBelow(double value, double minimum, double maximum, string option)
        => Require(value >= minimum && value < maximum, option, value, $"at least {minimum} and below {maximum}");

    /// <summary>
    /// Requires a list of further responses beside the label, without null elements, whose columns are all different. The given function checks the
    /// options of each response.
    /// </summary>
    public void RequireResponses<TResponse>(
        string label, IReadOnlyList<TResponse>? responses, string option, Func<TResponse, string> columnName, Action<TResponse, string> check)
        where TResponse : class
    {
        if (responses is null || responses.Any(response => response is null))
        {
            Require(false, option, responses is null ? null : "a list with a null element", "a list without null elements");
            return;
        }
        foreach (var response in responses)
        {
            var name = $"{option}['{columnName(response)}']";
            RequireName(columnName(response), name);
            check(response, name);
        }
        RequireDistinct(responses.Select(columnName), option, label);
    }

    /// <summary>Requires columns that are all different. The failure names those that are not.</summary>
    /// <param name="columns">The names of the columns.</param>
    /// <param name="option">The option that names them.</param>
    /// <param name="label">The label column, which must not be one of them, or null for none.</param>
    public void RequireDistinct(IEnumerable<string> columns, string option, string? label = null)
    {
        foreach (var column in columns.GroupBy(name => name))
        {
            if (column.Key == label)
                _failures.Add($"{option} must not contain the label column, but '{label}' is the label.");
            if (column.Count() > 1)
                _failures.Add($"{option} must be distinct columns, but contains '{column.Key}' more than once.");
        }
    }

    /// <summary>Throws one error that lists all failures.</summary>
    /// <param name="context">The context of the error.</param>
    /// <param name="parameter">The parameter whose value has the failures.</param>
    public void ThrowIfAny(IExceptionContext context, string parameter = "options")
    {
        if (_failures.Count > 0)
            throw context.ExceptUserArg(parameter, string.Join(" ", _failures));
    }

    /// <summary>Throws an error unless an argument is a list of different column names.</summary>
    public static void CheckNames(IExceptionContext context, IReadOnlyList<string> names, string parameter)
    {
        var failures = new OptionFailures();
        failures.RequireNames(names, parameter);
        failures.ThrowIfAny(context, parameter);
    }

    // Values that are not finite have failed another requirement.
    private void RequireAtMost(double value, double maximum, string option)
        => Require(!(double.IsFinite(value) && value > maximum), option, value, $"at most {maximum.ToString(CultureInfo.InvariantCulture)}");

    private static string Describe(object? value)
    {
        var text = value is IEnumerable<int> list ? string.Join(", ", list) : Convert.ToString(value, CultureInfo.InvariantCulture);
        return string.IsNullOrEmpty(text) ? "null" : text;
    }
}
