using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.ObjectPool;

namespace FeedServer.Logging;

/// <summary>
/// Appends requests and events to the log. One writer takes all entries that wait, and commits them in one transaction (group commit). The disk is therefore
/// waited for once for many callers, and every caller still waits until its own entry is on the disk.
/// </summary>
internal sealed class FeedLog : IAsyncDisposable
{
    /// <summary>The number of entries that may wait. With more, callers wait until the writer has taken some.</summary>
    private const int LongestQueue = 4096;

    private const int MostEntriesOfACommit = 512;

    private readonly LogStatements _statements;
    private readonly ObjectPool<LogStatements> _readers;
    private readonly Channel<LogEntry> _queue = Channel.CreateBounded<LogEntry>(new BoundedChannelOptions(LongestQueue) { SingleReader = true });
    private readonly Task _writer;
    private long _entryCount;
    private long _commitCount;

    private FeedLog(string path)
    {
        _statements = new(LogSchema.Open(path));
        _readers = new DefaultObjectPoolProvider().Create(new ReaderPolicy(path));
        _writer = Task.Run(WriteAll);
    }

    /// <summary>Gets the number of entries that wait for the writer.</summary>
    public int QueueLength => _queue.Reader.Count;

    /// <summary>Gets the number of entries that were committed.</summary>
    public long EntryCount => Interlocked.Read(ref _entryCount);

    /// <summary>Gets the number of commits.</summary>
    public long CommitCount => Interlocked.Read(ref _commitCount);

    /// <summary>Gets why the last commit failed, or null if it did not.</summary>
    public string? Problem { get; private set; }

    /// <summary>Gets whether the log has no request.</summary>
    public bool IsEmpty => Read(statements => !statements.HasRequests);

    /// <summary>Opens a log, and makes it if there is none.</summary>
    public static FeedLog Open(string path) => new(path);

    /// <summary>Finds a request that was answered.</summary>
    public LoggedRequest? FindRequest(string id) => Read(statements => statements.FindRequest(id));

    /// <summary>Appends an entry.</summary>
    /// <returns>The answer to the caller, after the commit.</returns>
    /// <exception cref="Api.RefusedException">The entry is refused.</exception>
    /// <exception cref="SqliteException">The commit failed, so the log does not have the entry.</exception>
    public async Task<string> Append(LogEntry entry)
    {
        await _queue.Writer.WriteAsync(entry);
        return await entry.Committed;
    }

    /// <summary>Waits until all entries are committed, and closes the log.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_queue.Writer.TryComplete())
            return;
        await _writer;
        // The last connection to close puts the write-ahead log into the database, which a reader could not do.
        ((IDisposable)_readers).Dispose();
        _statements.Dispose();
    }

    private T Read<T>(Func<LogStatements, T> read)
    {
        var statements = _readers.Get();
        try
        {
            return read(statements);
        }
        finally
        {
            _readers.Return(statements);
        }
    }

    private async Task WriteAll()
    {
        var entries = new List<LogEntry>();
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (entries.Count < MostEntriesOfACommit && _queue.Reader.TryRead(out var entry))
                entries.Add(entry);
            Commit(entries);
            entries.Clear();
        }
    }

    private void Commit(List<LogEntry> entries)
    {
        try
        {
            _statements.Execute("BEGIN IMMEDIATE");
            foreach (var entry in entries)
                entry.Write(_statements);
            _statements.Execute("COMMIT");
        }
        catch (SqliteException problem)
        {
            Problem = problem.Message;
            RollBack();
            foreach (var entry in entries)
                entry.Fail(problem);
            return;
        }
        Problem = null;
        Interlocked.Add(ref _entryCount, entries.Count);
        Interlocked.Increment(ref _commitCount);
        foreach (var entry in entries)
            entry.Complete();
    }

    private void RollBack()
    {
        try
        {
            _statements.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite has rolled back already, or the transaction did not begin.
        }
    }

    private sealed class ReaderPolicy(string path) : IPooledObjectPolicy<LogStatements>
    {
        public LogStatements Create() => new(LogSchema.Connect(path, SqliteOpenMode.ReadOnly));

        public bool Return(LogStatements obj) => true;
    }
}
