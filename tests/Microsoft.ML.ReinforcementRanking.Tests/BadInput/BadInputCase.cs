using System.Text.RegularExpressions;

namespace Microsoft.ML.ReinforcementRanking.Tests.BadInput;

/// <summary>Represents an input that an entry point of the library refuses.</summary>
/// <param name="EntryPoint">The type and the member, without namespaces and parameters. Overloads share their cases.</param>
/// <param name="Input">The input in words, which differs from those of the other cases of the entry point.</param>
/// <param name="Failure">The exception, the most derived type of it that is public.</param>
/// <param name="Run">Gives the input to the entry point.</param>
internal sealed partial record BadInputCase(string EntryPoint, string Input, Type Failure, Action Run)
{
    public string Name => $"{EntryPoint}: {Input}";

    public static BadInputCase Of<TFailure>(string entryPoint, string input, Action run)
        where TFailure : Exception
        => new(entryPoint, input, typeof(TFailure), run);

    /// <summary>
    /// Runs the case, and returns the message of the exception on one line, with the names of files in place of their paths, and without the arguments of
    /// generic types.
    /// </summary>
    public string Message()
    {
        var thrown = Record.Exception(Run);
        thrown.Should().NotBeNull("{0} is refused", Name);
        PublicType(thrown!.GetType()).Should().Be(Failure, "{0}", Name);
        return TypeArguments().Replace(Path().Replace(LineBreaks().Replace(thrown.Message, " "), "'…/${name}'"), "");
    }

    // What users can catch.
    private static Type PublicType(Type type) => type.IsVisible ? type : PublicType(type.BaseType!);

    [GeneratedRegex(@"\s*[\r\n]+\s*")]
    private static partial Regex LineBreaks();

    [GeneratedRegex(@"`\d(\[\[.*\]\])?")]
    private static partial Regex TypeArguments();

    [GeneratedRegex("'/[^']*/(?<name>[^'/]+)'")]
    private static partial Regex Path();
}
