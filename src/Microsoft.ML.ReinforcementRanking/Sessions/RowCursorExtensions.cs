using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

internal static class RowCursorExtensions
{
    private const int RowsBetweenCancellationChecks = 4096;

    /// <summary>
    /// Calls a function with the zero-based number of every row, and returns the number of rows. It ends early if the token or the host's work is canceled.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token or the host's work is canceled.</exception>
    /// <exception cref="InvalidOperationException">There are no rows, there are more rows than an array can hold, or the source cannot be parsed.</exception>
    public static int VisitRows(this DataViewRowCursor cursor, IHost host, Action<int> visit, CancellationToken cancellation = default)
    {
        var row = 0;
        for (; MoveNext(cursor, host); row++)
        {
            if (row % RowsBetweenCancellationChecks == 0)
                host.CheckAlive();
            if (cancellation.IsCancellationRequested)
                throw new OperationCanceledException($"The token was canceled while the data was read, before row {row}, so there is no result.", cancellation);
            if (row == Array.MaxLength)
                throw host.Except($"The data has more than {Array.MaxLength} rows. Work on a sample of the sessions.");
            visit(row);
        }
        return row > 0 ? row : throw host.Except("The data has no rows. Check the source, and the filters and splits after it.");
    }

    // The text loader's own message is inside up to four other exceptions, which describe where in ML.NET the reading failed.
    private static bool MoveNext(DataViewRowCursor cursor, IHost host)
    {
        try
        {
            return cursor.MoveNext();
        }
        catch (Exception failure) when (Causes(failure).Any(cause => cause is FormatException))
        {
            throw host.Except(failure, $"The data cannot be read: {Causes(failure).Last().Message}. "
                + "For a text file, check that separatorChar is the separator of the file, such as ';', and that LoadColumn gives the position of each column. "
                + "Set allowQuoting for quoted fields such as \"1,234\". Load dates as text or DateTime. "
                + "Load numbers with thousands separators as text, and convert them with mlContext.Transforms.CustomMapping.");
        }
    }

    private static IEnumerable<Exception> Causes(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
            yield return cause;
    }
}
