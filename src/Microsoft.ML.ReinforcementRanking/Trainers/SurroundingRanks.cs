using Microsoft.ML.Trainers.ReinforcementRanking.Learning;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>
/// Represents the ranks of work that surrounds joint fits, such as that of folds and searches. All of them have to stop at the same place, because a fit of one
/// rank waits for those of the others.
/// </summary>
/// <param name="options">The options of the fits.</param>
internal sealed class SurroundingRanks(ReinforcementRankingOptions options)
{
    private readonly FitRanks _ranks = new(options.Communicator);

    /// <summary>Returns whether some rank is canceled.</summary>
    /// <param name="isCanceled">Whether this one is.</param>
    public bool AreCanceled(bool isCanceled) => _ranks.AreCanceled(isCanceled);

    /// <summary>Reads data on every rank. The other ranks are told of a failure.</summary>
    /// <exception cref="OperationCanceledException">Some rank was canceled while it read.</exception>
    public T Read<T>(Func<T> read) => _ranks.Guard(() => _ranks.Read(read));
}
