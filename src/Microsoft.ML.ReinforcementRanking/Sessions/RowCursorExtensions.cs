using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

internal static class RowCursorExtensions
{
    private const int RowsBetweenLifeSigns = 4096;

    /// <summary>Visits every row with its zero-based number and returns how many there were; ends early where the host's work is canceled.</summary>
    /// <exception cref="InvalidOperationException">There are no rows, or more than an array can hold.</exception>
    public static int VisitRows(this DataViewRowCursor cursor, IHost host, Action<int> visit)
    {
        var row = 0;
        for (; cursor.MoveNext(); row++)
        {
            if (row % RowsBetweenLifeSigns == 0)
                host.CheckAlive();
            if (row == Array.MaxLength)
                throw host.Except($"The data has more than {Array.MaxLength} rows. Work on a sample of the sessions.");
            visit(row);
        }
        return row > 0 ? row : throw host.Except("The data has no rows. Check the source, and the filters and splits after it.");
    }
}
