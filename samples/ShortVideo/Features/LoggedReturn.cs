using Microsoft.ML;
using Microsoft.ML.Data;

namespace ShortVideo.Features;

/// <summary>Computes the return of the logged policy, in the unit of a lower bound.</summary>
internal static class LoggedReturn
{
    /// <summary>Computes the mean over the rows of <see cref="Of"/>.</summary>
    public static double Mean(IDataView rows, string response, double discount) => Of(rows, response, discount).Average();

    /// <summary>Computes for each row the discounted sum of a response from the row to the end of its session.</summary>
    public static double[] Of(IDataView rows, string response, double discount)
    {
        uint[] sessions = [.. rows.GetColumn<uint>("GroupId")];
        double[] returns = rows.Schema[response].Type is BooleanDataViewType
            ? [.. rows.GetColumn<bool>(response).Select(value => value ? 1.0 : 0.0)]
            : [.. rows.GetColumn<float>(response).Select(value => (double)value)];
        for (var row = returns.Length - 2; row >= 0; row--)
            returns[row] += sessions[row + 1] == sessions[row] ? discount * returns[row + 1] : 0;
        return returns;
    }
}
