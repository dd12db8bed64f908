using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Represents signals in the order in which they predict a delayed label of users. <see cref="ToString"/> returns them as a table with a recommendation.
/// </summary>
public sealed class ProxyRanking
{
    internal ProxyRanking()
    {
    }

    /// <summary>The signals, the one with the largest association first.</summary>
    public IReadOnlyList<RankedProxy> Proxies { get; internal init; } = [];

    /// <summary>The number of users.</summary>
    public int UserCount { get; internal init; }

    /// <summary>The nominal probability that all intervals together contain their true values.</summary>
    public double ConfidenceLevel { get; internal init; }

    /// <summary>
    /// The signal to optimize in place of the delayed label, which is the first one. It is null if its interval contains 0, so that chance explains its
    /// association, and without intervals.
    /// </summary>
    public RankedProxy? Recommended => Proxies is [var first, ..] && (first.LowerBound > 0 || first.UpperBound < 0) ? first : null;

    /// <summary>Returns a plain-text table of the signals, and a sentence that says which one to optimize.</summary>
    public override string ToString()
    {
        var text = new PlainText();
        text.Line($"{UserCount} users, {Proxies.Count} signals").Line($"");
        var interval = FormattableString.Invariant($"{ConfidenceLevel:0.###%} interval of all");
        text.Columns([["signal", "association", interval, "AUC", "correlation", ""], .. Lines()]);
        text.Line($"").Line(Recommendation());
        return text.ToString();
    }

    private IEnumerable<string[]> Lines() => Proxies.Select(proxy => new[]
    {
        proxy.ColumnName, PlainText.Number(proxy.Association),
        double.IsNaN(proxy.LowerBound) ? "-" : $"{PlainText.Number(proxy.LowerBound)} .. {PlainText.Number(proxy.UpperBound)}",
        PlainText.Number(proxy.Auc ?? double.NaN), PlainText.Number(proxy.Correlation), proxy.IsWorseThanFirst ? "worse than the first" : "",
    });

    private string Recommendation()
    {
        if (Recommended is not { } best)
            return "No signal is recommended: none is associated with the label beyond chance. Collect more users, or try other signals.";
        var what = best.Association > 0 ? $"Optimize '{best.ColumnName}'" : $"Optimize less of '{best.ColumnName}'";
        string[] equals = [.. Proxies.Skip(1).Where(proxy => !proxy.IsWorseThanFirst).Select(proxy => $"'{proxy.ColumnName}'")];
        return equals.Length == 0
            ? $"{what}. It is better than every other signal beyond chance."
            : $"{what}. Chance may explain why it comes before {string.Join(", ", equals)}.";
    }
}
