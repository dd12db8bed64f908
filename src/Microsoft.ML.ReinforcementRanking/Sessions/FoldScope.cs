using System.Globalization;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Names the fold of a cross-fit or a cross-validation in what is written to the log and to files while the scope is open on this thread. Without it, the
/// same message of several folds looks like a repetition.
/// </summary>
internal sealed class FoldScope : IDisposable
{
    [ThreadStatic]
    private static (int Number, int Count)? _current;

    private readonly (int Number, int Count)? _outer = _current;

    /// <param name="fold">The zero-based index of the fold.</param>
    /// <param name="count">The number of folds.</param>
    public FoldScope(int fold, int count) => _current = (fold + 1, count);

    /// <summary>Gets the end of the name of a file or folder of the fold, or an empty text if no scope is open.</summary>
    public static string FileSuffix => _current is { } fold ? string.Create(CultureInfo.InvariantCulture, $"-fold-{fold.Number}-of-{fold.Count}") : "";

    /// <summary>Returns the text of a message for the log, which names the fold if a scope is open.</summary>
    public static string Describe(string message)
        => _current is { } fold ? string.Create(CultureInfo.InvariantCulture, $"Fold {fold.Number} of {fold.Count}: {message}") : message;

    public void Dispose() => _current = _outer;
}
