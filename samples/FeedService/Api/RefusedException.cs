namespace FeedServer.Api;

/// <summary>The exception that is thrown if a request is refused because of what the caller has sent.</summary>
/// <param name="status">The status code of the answer.</param>
/// <param name="message">What is wrong, and what to do about it.</param>
internal sealed class RefusedException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;

    public static RefusedException Bad(string message) => new(StatusCodes.Status400BadRequest, message);

    /// <summary>Tells that an id was used for something else.</summary>
    public static RefusedException Conflict(string kind, string id)
        => new(StatusCodes.Status409Conflict, $"The {kind} id '{id}' was used before with other values. Give every {kind} an id of its own.");
}
