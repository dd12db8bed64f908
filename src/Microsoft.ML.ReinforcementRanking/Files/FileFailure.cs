using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Files;

/// <summary>Decides which exceptions mean that a file or a folder cannot be used, and makes one documented exception of them.</summary>
internal static class FileFailure
{
    /// <summary>Returns whether the file system has refused an operation on a path that was used before.</summary>
    public static bool Is(Exception failure) => failure is IOException or UnauthorizedAccessException;

    /// <summary>Returns whether a path that was named from outside cannot be used. It may also be no path at all.</summary>
    public static bool IsOfPath(Exception failure) => Is(failure) || failure is ArgumentException or NotSupportedException;

    /// <summary>Calls a function that uses a path which was named from outside.</summary>
    /// <param name="context">The context of the error.</param>
    /// <param name="describe">Makes the message, with the path and the remedy, from the cause.</param>
    /// <param name="use">The function.</param>
    /// <exception cref="IOException">The path cannot be used.</exception>
    public static T Guard<T>(IExceptionContext context, Func<string, string> describe, Func<T> use)
    {
        try
        {
            return use();
        }
        catch (Exception failure) when (IsOfPath(failure))
        {
            throw context.ExceptIO(failure, describe(failure.Message));
        }
    }
}
