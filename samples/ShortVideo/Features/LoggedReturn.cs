using Microsoft.ML;
using Microsoft.ML.Data;

namespace ShortVideo.Features;

/// <summary>What the log's own policy earned, in the unit of bounds.</summary>
internal static class LoggedReturn
{
    /// <summary>Mean over the rows of the discounted sum of a response from the row to the end of its session.</summary>
    public static double Mean(IDataView rows, string response, double discount)
    {
        uint[] sessions = [.. rows.GetColumn<uint>("GroupId")];
        bool[] values = [.. rows.GetColumn<bool>(response)];
        var (sum, ahead) = (0.0, 0.0);
        for (var row = values.Length - 1; row >= 0; row--)
        {
            var continues = row + 1 < values.Length && sessions[row + 1] == sessions[row];
            ahead = (values[row] ? 1 : 0) + (continues ? discount * ahead : 0);
            sum += ahead;
        }
        return sum / values.Length;
    }
}
