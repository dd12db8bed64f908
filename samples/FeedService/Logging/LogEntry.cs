using System.Text.Json;
using FeedServer.Api;

namespace FeedServer.Logging;

/// <summary>Represents an entry of the log that waits for its commit.</summary>
internal abstract class LogEntry
{
    // The continuations of the callers do not hold up the writer.
    private readonly TaskCompletionSource<string> _committed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _answer;
    private RefusedException? _refusal;

    /// <summary>Gets the answer to the caller, when the entry is committed.</summary>
    public Task<string> Committed => _committed.Task;

    /// <summary>Writes the entry in the open transaction, unless the log has it already or it is refused.</summary>
    public void Write(LogStatements statements)
    {
        try
        {
            _answer = Insert(statements);
        }
        catch (RefusedException problem)
        {
            _refusal = problem;
        }
    }

    /// <summary>Tells the caller that the transaction was committed.</summary>
    public void Complete()
    {
        if (_refusal is null)
            _committed.SetResult(_answer!);
        else
            _committed.SetException(_refusal);
    }

    /// <summary>Tells the caller that the transaction was not committed.</summary>
    public void Fail(Exception problem) => _committed.SetException(problem);

    /// <returns>The answer to the caller.</returns>
    protected abstract string Insert(LogStatements statements);
}

/// <summary>Represents a request and its page.</summary>
/// <param name="id">The id of the request.</param>
/// <param name="time">The time of the request.</param>
/// <param name="body">The request as JSON.</param>
/// <param name="answer">The answer as JSON.</param>
internal sealed class RequestEntry(string id, DateTimeOffset time, string body, string answer) : LogEntry
{
    // Of two calls with one id at the same time, one is first. The other one gets its answer.
    protected override string Insert(LogStatements statements)
        => statements.InsertRequest(id, time, body, answer) ? answer : statements.FindRequest(id)!.Value.AnswerTo(id, body);
}

/// <summary>Represents what a user did with a video.</summary>
/// <param name="request">The event.</param>
/// <param name="time">The time of the event.</param>
internal sealed class EventEntry(EventRequest request, DateTimeOffset time) : LogEntry
{
    protected override string Insert(LogStatements statements)
    {
        if (statements.FindEvent(request.Event) is { } logged)
        {
            if (logged != request)
                throw RefusedException.Conflict("event", request.Event);
        }
        else
        {
            CheckPosition(statements.PageLength(request.Request));
            statements.InsertEvent(request, time);
        }
        return JsonSerializer.Serialize(new(request.Event), FeedJson.Default.EventAnswer);
    }

    private void CheckPosition(int? positions)
    {
        if (positions is null)
            throw RefusedException.Bad($"Event '{request.Event}' is about request '{request.Request}', which is not in the log. Send the id of its page.");
        if (request.Position < 1 || request.Position > positions)
        {
            throw RefusedException.Bad(
                $"Event '{request.Event}' is about position {request.Position}, but the page of request '{request.Request}' has positions 1 to {positions}.");
        }
    }
}

/// <summary>Represents a request of the log.</summary>
/// <param name="Body">The request as JSON.</param>
/// <param name="Answer">The answer as JSON.</param>
internal readonly record struct LoggedRequest(string Body, string Answer)
{
    /// <summary>Gets the answer again.</summary>
    /// <exception cref="RefusedException">The id was used for another request.</exception>
    public string AnswerTo(string id, string body) => body == Body ? Answer : throw RefusedException.Conflict("request", id);
}
