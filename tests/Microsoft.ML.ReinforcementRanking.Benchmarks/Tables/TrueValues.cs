using ShortVideo.Online;
using ShortVideo.Simulator;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Tables;

/// <summary>
/// Computes the true values of a policy for the users of the simulator on the days after the log. All policies of a seed serve the same users in the same
/// mood.
/// </summary>
internal sealed class TrueValues(OnlineService service, SimulatedLogOptions size, int seed)
{
    private const int Users = 2000;
    private const int Days = 3;

    private static readonly (string Name, Func<UserDay, double> Of)[] Totals =
    [
        ("watch time", day => day.WatchTime), ("videos", day => day.Impressions), ("click", day => day.Clicks), ("interaction", day => day.Interactions),
        ("like", day => day.Likes), ("comment", day => day.Comments), ("share", day => day.Shares),
    ];

    public static IReadOnlyList<string> Responses { get; } = [.. Totals.Select(total => total.Name)];

    /// <summary>Computes the values per session, in the order of <see cref="Responses"/>.</summary>
    public IReadOnlyList<double> Of(Arm arm)
    {
        var settings = new ServiceSettings { Start = SimulatedLog.Start.AddDays(size.Days), Days = Days, Seed = seed };
        var days = service.Serve(arm, [.. Enumerable.Range(0, Math.Min(Users, service.UserCount))], settings);
        double sessions = days.Sum(day => day.Sessions);
        return [.. Totals.Select(total => days.Sum(total.Of) / sessions)];
    }
}
