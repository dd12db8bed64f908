using System.Globalization;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Names the fold of a cross-fit or a cross-validation in what is written to the log and to files while the scope is open on this thread. Without it, the
/// same message of several folds looks like a repetition.
/// </summary>
internal sealed class FoldScope : IDisposable
{
    [ThreadStatic]
    private static FoldScope? _current;

    private readonly FoldScope? _outer = _current;
    private readonly (int Number, int Count) _fold;
    private readonly FoldResults? _results;

    /// <param name="fold">The zero-based index of the fold.</param>
    /// <param name="count">The number of folds.</param>
    /// <param name="results">Where the checkpoints of complete folds are kept until all folds are complete, or null to remove them with each fold.</param>
    public FoldScope(int fold, int count, FoldResults? results = null)
    {
        (_fold, _results) = ((fold + 1, count), results);
        _current = this;
    }

    /// <summary>Gets the end of the name of a file or folder of the fold, or an empty text if no scope is open.</summary>
    public static string FileSuffix
        => _current?._fold is { } fold ? string.Create(CultureInfo.InvariantCulture, $"-fold-{fold.Number}-of-{fold.Count}") : "";

    /// <summary>Gets where the fold keeps its checkpoints, or null if nothing keeps them or no scope is open.</summary>
    public static FoldResults? Results => _current?._results;

    /// <summary>Returns the text of a message for the log, which names the fold if a scope is open.</summary>
    public static string Describe(string message)
        => _current?._fold is { } fold ? string.Create(CultureInfo.InvariantCulture, $"Fold {fold.Number} of {fold.Count}: {message}") : message;

    public void Dispose() => _current = _outer;
}
