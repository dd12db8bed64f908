using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Microsoft.ML.ReinforcementRanking.Tests.HouseRules;

/// <summary>
/// The default that the documentation of a property states is the one that a new object has. Defaults in words, such as those of objects, are not read.
/// </summary>
internal static partial class DefaultRule
{
    /// <summary>Returns the properties whose stated default is wrong.</summary>
    /// <param name="types">The types with settable properties. Those that need more than texts to be created are left out.</param>
    /// <param name="documentation">The documentation that the compiler has written.</param>
    /// <param name="compared">The number of defaults that were compared.</param>
    public static IReadOnlyList<string> Find(IEnumerable<Type> types, XDocument documentation, out int compared)
    {
        var texts = documentation.Descendants("member").Where(member => member.Attribute("name")!.Value.StartsWith("P:", StringComparison.Ordinal))
            .ToDictionary(member => member.Attribute("name")!.Value, member => member.ToString());
        var defaults = (from type in types
                        let created = Create(type)
                        where created is not null
                        from property in type.GetProperties().Where(property => property.SetMethod is { IsPublic: true } && property.GetIndexParameters() is [])
                        let stated = texts.TryGetValue(NameOf(property), out var text) ? StatedDefault().Match(text).Groups["value"].Value : ""
                        let expected = Read(stated)
                        where expected is not null
                        select (Name: $"{type.FullName}.{property.Name}", Stated: expected, Actual: Text(property.GetValue(created)))).ToList();
        compared = defaults.Count;
        return [.. defaults.Where(one => one.Stated != one.Actual).Select(one => $"{one.Name} has the default {one.Actual}, and its text says {one.Stated}")];
    }

    private static string NameOf(PropertyInfo property) => $"P:{property.DeclaringType!.FullName!.Replace('+', '.')}.{property.Name}";

    private static object? Create(Type type)
    {
        var constructor = type.IsAbstract || type.ContainsGenericParameters ? null : type.GetConstructors()
            .FirstOrDefault(one => one.GetParameters().All(parameter => parameter.HasDefaultValue || parameter.ParameterType == typeof(string)));
        return constructor?.Invoke([.. constructor.GetParameters().Select(parameter => parameter.HasDefaultValue ? parameter.DefaultValue : "name")]);
    }

    /// <summary>Returns a stated default in the form of <see cref="Text"/>, or null if it is in words.</summary>
    private static string? Read(string stated)
    {
        if (double.TryParse(stated, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number))
            return Text(number);
        if (Numbers().IsMatch(stated))
            return string.Join(' ', Number().Matches(stated).Select(match => match.Value));
        if (stated is "null" or "true" or "false" or "an empty list")
            return stated;
        return Quoted().Match(stated) is { Success: true } quoted ? quoted.Groups["text"].Value
            : Reference().Match(stated) is { Success: true } reference ? reference.Groups["name"].Value : null;
    }

    private static string Text(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        string text => text,
        Enum name => name.ToString(),
        IList { Count: 0 } => "an empty list",
        IList list => string.Join(' ', list.Cast<object>()),
        IConvertible number => Convert.ToDouble(number, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture),
        _ => value.GetType().Name,
    };

    // A value ends with its sentence, with the next clause, or with what it is for.
    [GeneratedRegex(@"[Tt]he default\s+is\s+(?<value>.+?)(?=\.?\s*</(?!c>)|\.\s|,\s(?!\d)|;|\s\(|\s(for|and(?!\s\d)|where|which|if)\s)",
        RegexOptions.Singleline)]
    private static partial Regex StatedDefault();

    [GeneratedRegex(@"^\d+(,\s\d+)*\sand\s\d+$")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();

    [GeneratedRegex("^<c>\"(?<text>[^\"]*)\"</c>$")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^<see cref=""[FT]:[\w.]*?(?<name>\w+)"" />$")]
    private static partial Regex Reference();
}
