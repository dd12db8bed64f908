namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Numbers the requests of a log, whose rows must be neighbors. A reader then holds the rows of one request at a time, and a request id that is used twice
/// is found.
/// </summary>
internal sealed class RequestIndexer(RoleColumn column, DataViewRow row)
{
    private readonly ValueIndexer _indexer = ValueIndexer.Create(column, row);

    /// <summary>Gets the number of requests so far.</summary>
    public int Count => _indexer.Count;

    /// <summary>Gets the largest number of bytes that the requests so far may need in memory.</summary>
    public long ByteCount => _indexer.ByteCount;

    /// <summary>Returns the number of the request of the cursor's current row, from 0, which is that of the row before it or a new one.</summary>
    public int Read(int number)
    {
        var (before, request) = (_indexer.Count, _indexer.Read(number));
        return request >= before - 1
            ? request
            : throw column.Error(number, $"other requests stand between this row and earlier rows of its request",
                "Sort the log so that the rows of a request are neighbors, and give every request an id of its own.");
    }
}
