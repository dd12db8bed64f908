using System.Text;
using System.Text.Json;
using Microsoft.ML.ReinforcementRanking.Fuzz.Readers;

namespace Microsoft.ML.ReinforcementRanking.Fuzz.Requests;

/// <summary>Damages requests. The same numbers give the same damage on every machine.</summary>
internal static class RequestMutator
{
    private static readonly string[] Methods =
        ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH", "get", "post", "QUERY", "P OST", "", new('M', 10_000)];

    private static readonly string[] Paths =
    [
        "/", "//", "/rank", "/rank/", "/RANK", "/event", "/event?x=1", "/health", "/index.html", "/feed.js", "/feed.css", "/visitors/0/0",
        "/visitors/-1/0", "/visitors/2147483647/2147483647", "/visitors/2147483648/0", "/visitors/1e3/0", "/visitors/%F0%9F/0", "/visitors/+7/1",
        "/visitors/٣/0", "/visitors/7/", "/..", "/../log.db", "/%2e%2e/model.zip", "/..%2f..%2fetc/passwd", "/%00", "/%", "/%zz", "*", "rank",
        "http://feed/rank", "/?" + new string('q', 20_000), "/" + new string('a', 5_000), "/a b", "/\u00e4", "/index.html%00", "/Page/index.html",
    ];

    private static readonly string[] Headers =
    [
        "Content-Type: text/plain", "Content-Type: application/json; charset=utf-16", "Content-Encoding: gzip", "Content-Length: 0", "Content-Length: -1",
        "Content-Length: 99999999999999999999", "Content-Length: 1000000", "Content-Length: 40000000", "Transfer-Encoding: chunked",
        "Transfer-Encoding: gzip", "Expect: 100-continue", "Expect: nothing", "Range: bytes=0-0", "Range: bytes=-1", "Range: bytes=5-1,99999999-",
        "Range: lines=1", "If-Match: \"x\"", "If-None-Match: *", "If-Modified-Since: Mon, 01 Jan 2125 00:00:00 GMT", "If-Unmodified-Since: never",
        "If-Range: 7", "Host: other", "Host: ", "Host: a b", "Upgrade: websocket", "Connection: upgrade", "Connection: keep-alive", "Accept-Encoding: br",
        "X-Long: " + new string('x', 40_000), "No colon", ": no name", "X: \u0001", "X: ä", " folded: 1", "X-HTTP-Method-Override: PUT", "Te: trailers",
    ];

    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1", "0.5", "1e40", "-1e40", "1e999", "1e-999", "2147483647", "2147483648", "-2147483648", "99999999999999999999",
        "\"\"", "\" \"", "\"3\"", "\"NaN\"", "\"\\ud800\"", "\"\\u0000\"", "\"\\udc00\\ud800\"", "\"'; DROP TABLE requests; --\"", "\"$.page\"",
        "[]", "{}", "[null]", "[3]", "[\"3\",\"3\"]", "[\"3\",\"99999\"]", "[0,0,0,0,0,0,0,0,0]", "[1e38,1e38,1e38,1e38,1e38,1e38,1e38,1e38,1e38]",
        "NaN", "01", "1.", "'3'",
        "\"" + new string('s', 100_000) + "\"", new string('[', 100), Repeated("0", 10_000), Repeated("\"3\"", 10_000), Repeated("1e999", 1_000),
    ];

    /// <summary>The largest body that the web server reads, by default.</summary>
    private const int LargestBody = 30_000_000;

    private static readonly int[] LargeBodies = [1 << 20, LargestBody - 1, LargestBody, LargestBody + 1, LargestBody + (1 << 20)];

    /// <summary>Returns the damaged bytes of a request.</summary>
    /// <param name="seed">The intact request.</param>
    /// <param name="random">The generator of the damage.</param>
    /// <param name="isFramed">Whether the service can know where the request ends.</param>
    public static byte[] Mutate(RequestSeed seed, Random random, out bool isFramed)
    {
        isFramed = true;
        if (seed.Body.Length > 0 && random.Next(500) == 0)
            return (seed with { Body = Large(seed.Body, LargeBodies[random.Next(LargeBodies.Length)], random) }).ToBytes();
        if (random.Next(4) == 0)
        {
            isFramed = false;
            return ReaderMutator.Bytes(seed.ToBytes(), random);
        }
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            switch (random.Next(8))
            {
                case 0:
                    seed = seed with { Method = Methods[random.Next(Methods.Length)] };
                    break;
                case 1:
                    seed = seed with { Path = Paths[random.Next(Paths.Length)] };
                    break;
                case 2:
                    seed = seed with { Headers = [.. seed.Headers.Take(random.Next(4)), Headers[random.Next(Headers.Length)]] };
                    isFramed = false;
                    break;
                case 3 when seed.Body.Length > 0:
                    seed = seed with { Body = ReaderMutator.Bytes(seed.Body, random) };
                    break;
                default:
                    seed = seed with { Body = Json(seed.Body, random) };
                    break;
            }
        }
        return seed.ToBytes();
    }

    /// <summary>Makes a body as long as it is to be: by spaces, by a text in place of a value, or by bytes that are no JSON.</summary>
    private static byte[] Large(byte[] body, int length, Random random)
    {
        var filling = random.Next(3);
        var (start, end) = filling == 1 ? Tokens(body)[^2] : (body.Length, body.Length);
        byte[] large = [.. body[..start], .. new byte[length - body.Length + end - start], .. body[end..]];
        var filled = large.AsSpan(start, length - body.Length + end - start);
        filled.Fill((byte)(filling == 0 ? ' ' : 'x'));
        if (filling == 1)
            filled[0] = filled[^1] = (byte)'"';
        return large;
    }

    /// <summary>Replaces, removes or repeats a name or a value of JSON. A body that is no JSON any more stays as it is.</summary>
    private static byte[] Json(byte[] body, Random random)
    {
        var tokens = Tokens(body);
        if (tokens.Count == 0)
            return body.Length > 0 ? body : Encoding.UTF8.GetBytes(Values[random.Next(Values.Length)]);
        var (start, end) = tokens[random.Next(tokens.Count)];
        byte[] piece = random.Next(6) switch
        {
            0 => [],
            1 => [.. body[start..end], (byte)',', .. body[start..end]],
            _ => Encoding.UTF8.GetBytes(Values[random.Next(Values.Length)]),
        };
        return [.. body[..start], .. piece, .. body[end..]];
    }

    private static List<(int Start, int End)> Tokens(byte[] body)
    {
        var reader = new Utf8JsonReader(body);
        List<(int Start, int End)> tokens = [];
        try
        {
            while (reader.Read())
                tokens.Add(((int)reader.TokenStartIndex, (int)reader.BytesConsumed));
        }
        catch (JsonException)
        {
            // What came before the damage can be damaged, too.
        }
        return tokens;
    }

    private static string Repeated(string value, int count) => $"[{string.Join(',', Enumerable.Repeat(value, count))}]";
}
