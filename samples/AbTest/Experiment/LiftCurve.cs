using System.Numerics.Tensors;
using ShortVideo.Online;

namespace AbTest.Experiment;

/// <summary>Represents the lift of one response of one arm over the control, by day.</summary>
/// <param name="Arm">The name of the arm.</param>
/// <param name="Response">The response.</param>
/// <param name="Days">The lifts, from the first day on.</param>
internal sealed record LiftCurve(string Arm, Response Response, IReadOnlyList<LiftDay> Days)
{
    /// <summary>The result of the test, which is the lift over all days.</summary>
    public LiftDay Last => Days[^1];

    public static LiftCurve Of(string arm, Response response, IReadOnlyList<UserDay> treatment, IReadOnlyList<UserDay> control, ConfidenceSequence sequence)
    {
        var (totals, controlTotals) = (ByDay(treatment, response), ByDay(control, response));
        var days = new List<LiftDay>();
        double[] sums = new double[totals[0].Length], controlSums = new double[controlTotals[0].Length];
        for (var day = 0; day < totals.Count; day++)
        {
            Add(totals[day], sums);
            Add(controlTotals[day], controlSums);
            var running = LiftEstimate.Of(sums, controlSums);
            days.Add(new(day + 1, LiftEstimate.Of(totals[day], controlTotals[day]), running, sequence.Of(running)));
        }
        return new(arm, response, days);
    }

    /// <summary>Gets the totals of every user for each day.</summary>
    private static List<double[]> ByDay(IReadOnlyList<UserDay> days, Response response)
        => [.. days.GroupBy(day => day.Day).OrderBy(day => day.Key).Select(day => day.OrderBy(user => user.UserId).Select(response.Total).ToArray())];

    private static void Add(double[] values, double[] sums) => TensorPrimitives.Add<double>(sums, values, sums);
}
