using System.Globalization;
using System.Reflection;
using Microsoft.ML.Runtime;
using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Tuning;

/// <summary>Represents a numeric option of a trainer with the range in which it is searched.</summary>
internal sealed class TunedOption
{
    private readonly PropertyInfo _property;
    private readonly RangeAttribute _range;

    private TunedOption(PropertyInfo property, RangeAttribute range) => (_property, _range) = (property, range);

    public string Name => _property.Name;

    /// <summary>Returns the options to tune.</summary>
    /// <param name="host">The host that errors are reported with.</param>
    /// <param name="options">The options of the trainer.</param>
    /// <param name="names">Their names, or null for all with a range and a value that the trainer accepts other values of.</param>
    /// <param name="isAccepted">A function that returns whether the trainer accepts options.</param>
    /// <exception cref="ArgumentOutOfRangeException">A named option does not exist or has no range. The message lists those that have one.</exception>
    public static TunedOption[] Find<TOptions>(IHost host, TOptions options, IReadOnlyList<string>? names, Func<TOptions, bool> isAccepted)
        where TOptions : ReinforcementRankingOptions
    {
        TunedOption[] all =
        [
            .. from property in options.GetType().GetProperties()
               let range = property.GetCustomAttribute<RangeAttribute>()
               where range is not null
               orderby property.Name
               select new TunedOption(property, range),
        ];
        if (names is null)
            return [.. all.Where(option => option._property.GetValue(options) is not null && isAccepted(option.WithAnotherValue(options)))];
        return [.. names.Select(name => Array.Find(all, option => option.Name == name) ?? throw host.ExceptUserArg(nameof(PolicyTuningOptions.TunedOptions),
            $"must name options of {options.GetType().DeclaringType?.Name ?? options.GetType().Name} with a range, but '{name}' is none. "
            + $"These have a range: {string.Join(", ", all.Select(option => option.Name))}."))];
    }

    /// <summary>Returns the value that options have.</summary>
    public double ValueOf(ReinforcementRankingOptions options) => Number(_property.GetValue(options));

    /// <summary>Sets the value at a place of the range, from 0 for its minimum to 1 for its maximum.</summary>
    public void Set(ReinforcementRankingOptions options, double place)
    {
        var (smallest, largest) = (Number(_range.Min), Number(_range.Max));
        if (_range.Min is int)
            _property.SetValue(options, (int)Math.Round(Between(smallest, largest, place)));
        else
            _property.SetValue(options, Between(smallest, largest, place));
    }

    private TOptions WithAnotherValue<TOptions>(TOptions options)
        where TOptions : ReinforcementRankingOptions
    {
        var copy = ReinforcementRankingOptions.Copy(options);
        Set(copy, ValueOf(options) == Number(_range.Max) ? 0 : 1);
        return copy;
    }

    private double Between(double smallest, double largest, double place)
        => _range.LogBase ? smallest * Math.Pow(largest / smallest, place) : smallest + ((largest - smallest) * place);

    private static double Number(object? value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);
}
