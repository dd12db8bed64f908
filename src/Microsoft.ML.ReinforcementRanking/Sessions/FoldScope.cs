using System.Globalization;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Names the fold of a cross-fit or a cross-validation in the warnings that are written to the log while the scope is open on this thread. Without it,
/// the same warning of several folds looks like a repetition.
/// </summary>
internal sealed class FoldScope : IDisposable
{
    [ThreadStatic]
    private static string? _current;

    private readonly string? _outer = _current;

    /// <param name="fold">The zero-based index of the fold.</param>
    /// <param name="count">The number of folds.</param>
    public FoldScope(int fold, int count) => _current = string.Create(CultureInfo.InvariantCulture, $"Fold {fold + 1} of {count}: ");

    /// <summary>Returns the text of a warning for the log, which names the fold if a scope is open.</summary>
    public static string Describe(string warning) => _current + warning;

    public void Dispose() => _current = _outer;
}
