using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

internal static class RowCursorExtensions
{
    private const int RowsBetweenLifeSigns = 4096;

    /// <summary>Visits every row with its zero-based number and returns how many there were; ends early where the host's work is canceled.</summary>
    /// <exception cref="InvalidOperationException">There are no rows, or more than an array can hold, or the source cannot be parsed.</exception>
    public static int VisitRows(this DataViewRowCursor cursor, IHost host, Action<int> visit)
    {
        var row = 0;
        for (; MoveNext(cursor, host); row++)
        {
            if (row % RowsBetweenLifeSigns == 0)
                host.CheckAlive();
            if (row == Array.MaxLength)
                throw host.Except($"The data has more than {Array.MaxLength} rows. Work on a sample of the sessions.");
            visit(row);
        }
        return row > 0 ? row : throw host.Except("The data has no rows. Check the source, and the filters and splits after it.");
    }

    // The text loader's own message lies under up to four others, which say where in ML.NET the reading failed.
    private static bool MoveNext(DataViewRowCursor cursor, IHost host)
    {
        try
        {
            return cursor.MoveNext();
        }
        catch (Exception failure) when (Causes(failure).Any(cause => cause is FormatException))
        {
            throw host.Except(failure, $"The data cannot be read: {Causes(failure).Last().Message}. "
                + "In a text file, check that separatorChar is the file's, such as ';', and that the columns are in the places that LoadColumn says; set allowQuoting for quoted fields such as \"1,234\"; load dates as text or DateTime; "
                + "and load numbers with thousands separators as text, and convert them with mlContext.Transforms.CustomMapping.");
        }
    }

    private static IEnumerable<Exception> Causes(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
            yield return cause;
    }
}
