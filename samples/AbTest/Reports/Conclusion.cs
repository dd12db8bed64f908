using System.Globalization;
using AbTest.Experiment;

namespace AbTest.Reports;

/// <summary>Says which arm won, by how much, and how sure that is.</summary>
internal static class Conclusion
{
    private static readonly Response Main = Response.All[0];

    public static string Of(TestResult result)
    {
        var known = result.Treatments.Select(arm => (Arm: arm, Lift: result.Compare(arm, result.Control, Main))).Where(arm => arm.Lift.Running.IsKnown)
            .OrderByDescending(arm => arm.Lift.Running.Value).ToArray();
        if (known.Length == 0)
            return $"No arm won: the users of an arm have no {Main.Name}.";
        var (best, lift) = known[0];
        var size = $"{Main.Name} {Percent(lift.Running.Value)} over {result.Control.Name}, 95 % bounds {Bounds(lift)}";
        if (lift.Bounds.UpperBound < 0)
            return $"{result.Control.Name} won: even {best.Name} loses ({size}).";
        if (!lift.Bounds.ExcludesZero)
            return $"No arm won yet: {best.Name} leads, which may be chance ({size}).";
        if (known.Length == 1)
            return $"{best.Name} won: {size}.";
        // An arm has won where it is ahead of the second one, too.
        var second = known[1].Arm;
        var lead = result.Compare(best, second, Main);
        var ahead = $"{Percent(lead.Running.Value)} over {second.Name}";
        return lead.Bounds.ExcludesZero
            ? $"{best.Name} won: {size}, and {ahead} ({Bounds(lead)})."
            : $"{best.Name} leads: {size}. Its {ahead} may be chance ({Bounds(lead)}).";
    }

    // No-break spaces keep an interval on one line.
    private static string Bounds(LiftDay lift) => $"{Percent(lift.Bounds.LowerBound)}\u00a0to\u00a0{Percent(lift.Bounds.UpperBound)}";

    private static string Percent(double value)
        => value.ToString("+0.0%;−0.0%;0.0%", CultureInfo.InvariantCulture).Replace("%", "\u00a0%", StringComparison.Ordinal);
}
