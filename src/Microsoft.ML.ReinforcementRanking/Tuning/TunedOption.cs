using System.Collections;
using System.Globalization;
using System.Reflection;
using Microsoft.ML.Runtime;
using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Tuning;

/// <summary>
/// Represents what is searched: a numeric option with its range, or a list of widths, which all change by one factor. It is an option of the trainer, or of an
/// object in the trainer's options.
/// </summary>
internal sealed class TunedOption
{
    /// <summary>By how much widths become smaller and larger at most.</summary>
    private const int WidthFactor = 4;

    private readonly Func<object, object> _holder;
    private readonly PropertyInfo _property;
    private readonly double _smallest;
    private readonly double _largest;
    private readonly bool _isLogarithmic;
    private readonly bool _isInteger;

    private TunedOption(string name, Func<object, object> holder, PropertyInfo property, (double Smallest, double Largest, bool IsLogarithmic) range)
    {
        (Name, _holder, _property) = (name, holder, property);
        (_smallest, _largest, _isLogarithmic) = range;
        _isInteger = (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) == typeof(int);
    }

    public string Name { get; }

    private bool HasWidths => _property.PropertyType == typeof(IReadOnlyList<int>);

    /// <summary>Returns the options to tune.</summary>
    /// <param name="host">The host that errors are reported with.</param>
    /// <param name="options">The options of the trainer.</param>
    /// <param name="names">Their names, or null for all numbers with a range and a value that the trainer accepts other values of.</param>
    /// <param name="isAccepted">A function that returns whether the trainer accepts options.</param>
    /// <exception cref="ArgumentOutOfRangeException">A named option does not exist or cannot be searched. The message lists those that can.</exception>
    public static TunedOption[] Find<TOptions>(IHost host, TOptions options, IReadOnlyList<string>? names, Func<TOptions, bool> isAccepted)
        where TOptions : ReinforcementRankingOptions
    {
        TunedOption[] all = [.. Of(options, "", given => given).OrderBy(option => option.Name, StringComparer.Ordinal)];
        if (names is null)
            return [.. all.Where(option => !option.HasWidths && option.HasValue(options) && isAccepted(option.WithAnotherValue(options)))];
        return [.. names.Select(name => Array.Find(all, option => option.Name == name) ?? throw host.ExceptUserArg(nameof(TuningOptions.TunedOptions),
            $"must name options of {options.GetType().DeclaringType?.Name ?? options.GetType().Name} with a range, but '{name}' is none. "
            + $"These have a range: {string.Join(", ", all.Select(option => option.Name))}."))];
    }

    /// <summary>Returns the value that options have. That of widths is the first one.</summary>
    public double ValueOf(ReinforcementRankingOptions options) => _property.GetValue(_holder(options)) is var value && value is IReadOnlyList<int> widths
        ? widths[0]
        : Number(value);

    /// <summary>Sets the value at a place of the range, from 0 for its minimum to 1 for its maximum.</summary>
    public void Set(ReinforcementRankingOptions options, double place)
    {
        var (holder, value) = (_holder(options), Between(place));
        if (_property.GetValue(holder) is IReadOnlyList<int> widths)
            _property.SetValue(holder, (int[])[.. widths.Select(width => Math.Max(1, (int)Math.Round(width * value / widths[0])))]);
        else if (_isInteger)
            _property.SetValue(holder, (int)Math.Round(value));
        else
            _property.SetValue(holder, value);
    }

    /// <summary>Returns what can be searched in an object of options and in the objects in it.</summary>
    private static IEnumerable<TunedOption> Of(object options, string prefix, Func<object, object> holder)
    {
        foreach (var property in options.GetType().GetProperties().Where(property => property.CanWrite))
        {
            var (name, value) = (prefix + property.Name, property.GetValue(options));
            if (property.GetCustomAttribute<RangeAttribute>() is { } range)
                yield return new(name, holder, property, (Number(range.Min), Number(range.Max), range.LogBase));
            else if (value is IReadOnlyList<int> { Count: > 0 } widths)
                yield return new(name, holder, property, (Math.Max(1, widths[0] / (double)WidthFactor), widths[0] * (double)WidthFactor, true));
            else
            {
                foreach (var option in OfParts(value, name, given => property.GetValue(holder(given))!))
                    yield return option;
            }
        }
    }

    private static IEnumerable<TunedOption> OfParts(object? value, string name, Func<object, object> read) => value switch
    {
        IList list => list.Cast<object?>().Index().Where(item => IsOptions(item.Item)).SelectMany(item =>
            Of(item.Item!, $"{name}['{NameOf(item.Item!)}'].", given => ((IList)read(given))[item.Index]!)),
        _ when IsOptions(value) => Of(value!, $"{name}.", read),
        _ => [],
    };

    /// <summary>Returns whether an object is a part of the options, such as a backbone or a response, and not one that does something.</summary>
    private static bool IsOptions(object? value)
        => value?.GetType() is { IsClass: true } type && type.Assembly == typeof(TunedOption).Assembly
            && Array.Exists(type.GetProperties(), property => property.SetMethod is { IsPublic: true });

    /// <summary>Returns the column that an element of a list, such as a response or a task, is about.</summary>
    private static object? NameOf(object part) => part.GetType().GetProperty("ColumnName")?.GetValue(part);

    private bool HasValue(ReinforcementRankingOptions options) => _property.GetValue(_holder(options)) is not null;

    private TOptions WithAnotherValue<TOptions>(TOptions options)
        where TOptions : ReinforcementRankingOptions
    {
        var copy = ReinforcementRankingOptions.Copy(options);
        Set(copy, ValueOf(options) == _largest ? 0 : 1);
        return copy;
    }

    private double Between(double place)
        => _isLogarithmic ? _smallest * Math.Pow(_largest / _smallest, place) : _smallest + ((_largest - _smallest) * place);

    private static double Number(object? value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);
}
