namespace ShortVideo.Online;

/// <summary>Represents what a policy earns when it serves users.</summary>
/// <param name="Policy">The name of the policy.</param>
/// <param name="Values">
/// The watch time in seconds, the clicks and the interactions of a video, and the videos and the watch time of a session, each with its standard error.
/// </param>
internal sealed record ServedValue(string Policy, IReadOnlyList<(double Mean, double StandardError)> Values)
{
    public static ServedValue Of(string policy, IEnumerable<UserDay> days)
    {
        var users = days.GroupBy(day => day.UserId).Select(user => user.ToArray()).ToArray();
        (double, double) Ratio(Func<UserDay, double> value, Func<UserDay, double> unit)
        {
            var totals = users.Select(user => (Value: user.Sum(value), Unit: user.Sum(unit))).ToArray();
            var units = totals.Sum(total => total.Unit);
            var mean = totals.Sum(total => total.Value) / units;
            // The delta method for a ratio of two sums over users, who are independent of each other.
            var variance = totals.Sum(total => (total.Value - mean * total.Unit) * (total.Value - mean * total.Unit));
            return (mean, Math.Sqrt(variance * totals.Length / (totals.Length - 1)) / units);
        }
        return new(policy, [Ratio(day => day.WatchTime, day => day.Impressions), Ratio(day => day.Clicks, day => day.Impressions),
            Ratio(day => day.Interactions, day => day.Impressions), Ratio(day => day.Impressions, day => day.Sessions),
            Ratio(day => day.WatchTime, day => day.Sessions)]);
    }
}
