namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Keeps the checkpoints of the fits of a cross-fit or a cross-validation until all folds are complete, so that one that is interrupted does not train complete
/// folds again (docs/decisions/0049-complete-folds.md). Folds on several threads may use it at the same time.
/// </summary>
internal sealed class FoldResults : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _fits = [];
    private readonly List<(Action Remove, Action Release)> _kept = [];
    private bool _areComplete;
    private bool _isInterrupted;

    /// <summary>
    /// Counts the fits whose checkpoints would be in one folder, and returns the number of the next one, from 1. The fits of a fold follow one another, so
    /// that they have the same numbers when the folds are fitted again.
    /// </summary>
    public int Count(string folder)
    {
        lock (_gate)
            return _fits[folder] = _fits.GetValueOrDefault(folder) + 1;
    }

    /// <summary>Keeps the checkpoints of a fit that is complete.</summary>
    /// <param name="remove">Removes them, if all folds become complete.</param>
    /// <param name="release">Leaves them to a later process.</param>
    public void Keep(Action remove, Action release)
    {
        lock (_gate)
            _kept.Add((remove, release));
    }

    /// <summary>Notes that a fit was canceled and has checkpoints to go on from. Those of the other fits are then left, too.</summary>
    public void Interrupt() => Volatile.Write(ref _isInterrupted, true);

    /// <summary>Marks all folds as complete, so that nothing is left of their checkpoints.</summary>
    public void Complete() => _areComplete = true;

    public void Dispose()
    {
        foreach (var (remove, release) in _kept)
            (_areComplete && !_isInterrupted ? remove : release)();
        _kept.Clear();
    }
}
