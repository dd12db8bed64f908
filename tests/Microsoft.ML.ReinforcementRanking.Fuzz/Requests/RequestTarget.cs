using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Microsoft.ML.ReinforcementRanking.Fuzz.Requests;

/// <summary>Sends requests to the web service of this process over a socket, and says what is not as documented.</summary>
/// <param name="address">The file of the socket.</param>
/// <param name="measuresMemory">Whether what the process allocates is for a request of this client, because there is no other one.</param>
internal sealed partial class RequestTarget(string address, bool measuresMemory)
{
    private const long FreeBytes = 64L << 20;
    private const int BytesPerByte = 4;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    /// <summary>The time after which a service that waits for the rest of a request is left.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(20);

    // docs/serving.md lists the codes. The last rows are those of static files and of the protocol.
    private static readonly int[] Documented =
    [
        200, 400, 404, 405, 409, 413,
        206, 304, 412, 416,
        100, 408, 411, 414, 417, 431, 501, 505,
    ];

    /// <summary>Gets the number of answers with each code. 0 stands for a connection that was closed or left without an answer.</summary>
    public SortedDictionary<int, long> Answers { get; } = [];

    /// <summary>Gets the number of requests.</summary>
    public long Count { get; private set; }

    /// <summary>Gets the most bytes that the process allocated for a request, or 0 if that is not measured.</summary>
    public long LargestAnswer { get; private set; }

    public TimeSpan SlowestAnswer { get; private set; }

    /// <summary>Sends a request.</summary>
    /// <param name="request">The bytes.</param>
    /// <param name="isFramed">Whether the service can know where the request ends. If not, it may wait for more, and the client goes away.</param>
    /// <returns>What is wrong, or null.</returns>
    public string? Run(byte[] request, bool isFramed)
    {
        Count++;
        var (memory, watch) = (GC.GetTotalAllocatedBytes(), Stopwatch.StartNew());
        string text;
        try
        {
            text = Send(request, isFramed);
        }
        catch (SocketException failure) when (failure.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
        {
            return "there is no answer";
        }
        var (allocated, elapsed) = (measuresMemory ? GC.GetTotalAllocatedBytes() - memory : 0, watch.Elapsed);
        int[] codes = [.. StatusLine().Matches(text).Select(line => int.Parse(line.Groups["code"].ValueSpan, null)).DefaultIfEmpty(0)];
        foreach (var code in codes)
            Answers[code] = Answers.GetValueOrDefault(code) + 1;
        (LargestAnswer, SlowestAnswer) = (Math.Max(LargestAnswer, allocated), elapsed > SlowestAnswer ? elapsed : SlowestAnswer);
        if (Array.Find(codes, code => code > 0 && !Documented.Contains(code)) is not 0 and var wrong)
            return $"status {wrong}: {text[^Math.Min(text.Length, 200)..]}";
        return codes is [0] && isFramed ? "the connection is closed without an answer"
            : allocated > FreeBytes + BytesPerByte * (long)request.Length ? $"memory: a request of {request.Length} bytes allocates {allocated >> 20} MB"
            : elapsed > Longest ? $"time: a request of {request.Length} bytes takes {elapsed.TotalSeconds:0.0} s"
            : null;
    }

    private string Send(byte[] request, bool isFramed)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        (socket.ReceiveTimeout, socket.SendTimeout) = ((int)LongestSilence.TotalMilliseconds, (int)LongestSilence.TotalMilliseconds);
        socket.Connect(new UnixDomainSocketEndPoint(address));
        var (answer, buffer) = (new MemoryStream(), new byte[1 << 16]);
        try
        {
            socket.Send(request);
        }
        catch (SocketException)
        {
            // The service does not read a request to its end that it refuses. It has answered before.
        }
        try
        {
            while ((isFramed || socket.Poll(LongestWait, SelectMode.SelectRead)) && socket.Receive(buffer) is > 0 and var count)
                answer.Write(buffer, 0, count);
        }
        catch (SocketException failure) when (failure.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            // What it answered before counts.
        }
        return Encoding.Latin1.GetString(answer.ToArray());
    }

    [GeneratedRegex(@"^HTTP/1\.1 (?<code>\d{3})", RegexOptions.Multiline)]
    private static partial Regex StatusLine();
}
