using System.Globalization;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Collects every failure of an options object, so that the user sees all of them in one message.</summary>
internal sealed class OptionFailures
{
    private readonly List<string> _failures = [];

    public void Require(bool holds, string option, object? value, string requirement)
    {
        if (!holds)
            _failures.Add(string.Create(CultureInfo.InvariantCulture, $"{option} must be {requirement}, but was {value ?? "null"}."));
    }

    /// <summary>Options that a fit does not read must keep their defaults, so that no setting is ignored in silence.</summary>
    /// <param name="options">Where the options are; a new object of the same type has the defaults.</param>
    /// <param name="isUnused">Whether the fit ignores them.</param>
    /// <param name="condition">When it does, and why.</param>
    /// <param name="names">The options.</param>
    public void RequireDefaults(object options, bool isUnused, string condition, params IEnumerable<string> names)
    {
        if (!isUnused)
            return;
        var defaults = Activator.CreateInstance(options.GetType())!;
        foreach (var property in names.Select(name => options.GetType().GetProperty(name)!))
        {
            var (value, normal) = (Describe(property.GetValue(options)), Describe(property.GetValue(defaults)));
            Require(value == normal, property.Name, value, $"left at its default ({normal}) {condition}");
        }
    }

    public void RequireName(string? value, string option) => Require(!string.IsNullOrWhiteSpace(value), option, value is null ? null : $"'{value}'", "a column name");

    public void RequireNameOrNull(string? value, string option) => Require(value is null || !string.IsNullOrWhiteSpace(value), option, $"'{value}'", "null or a column name");

    public void RequireAtLeast(int value, int minimum, string option) => Require(value >= minimum, option, value, $"at least {minimum}");

    public void RequireAtLeastZero(double value, string option) => Require(value >= 0 && double.IsFinite(value), option, value, "at least 0");

    public void RequireWidths(IReadOnlyList<int>? widths, string option)
        => Require(widths is not null && widths.All(width => width >= 1), option, widths is null ? null : string.Join(", ", widths), "widths of at least 1");

    public void RequirePositive(double value, string option) => Require(value > 0 && double.IsFinite(value), option, value, "above 0");

    /// <summary>A value in [minimum, maximum).</summary>
    public void RequireBelow(double value, double minimum, double maximum, string option)
        => Require(value >= minimum && value < maximum, option, value, $"at least {minimum} and below {maximum}");

    /// <summary>Further responses beside the label: a list without nulls, of columns that are named once; each response's own options are the caller's.</summary>
    public void RequireResponses<TResponse>(string label, IReadOnlyList<TResponse>? responses, string option, Func<TResponse, string> columnName, Action<TResponse, string> check)
        where TResponse : class
    {
        if (responses is null || responses.Any(response => response is null))
        {
            Require(false, option, responses is null ? null : "a list with null", "a list without nulls");
            return;
        }
        foreach (var response in responses)
        {
            var name = $"{option}['{columnName(response)}']";
            RequireName(columnName(response), name);
            check(response, name);
        }
        string[] names = [label, .. responses.Select(columnName)];
        Require(names.Distinct().Count() == names.Length, option, string.Join(", ", names), "distinct columns, none of them the label");
    }

    public void ThrowIfAny(IExceptionContext context)
    {
        if (_failures.Count > 0)
            throw context.ExceptUserArg("options", string.Join(" ", _failures));
    }

    private static string Describe(object? value)
    {
        var text = value is IEnumerable<int> list ? string.Join(", ", list) : Convert.ToString(value, CultureInfo.InvariantCulture);
        return string.IsNullOrEmpty(text) ? "null" : text;
    }
}
