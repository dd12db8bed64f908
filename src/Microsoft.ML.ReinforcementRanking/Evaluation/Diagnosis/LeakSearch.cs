using System.Globalization;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>
/// Looks for features that predict the logged action or a response too well to be known before the action. Rows are sorted by one feature at a time. A
/// feature leaks the action if neighbors from different sessions nearly always have the same action, far more often than two random rows. It leaks a
/// response if both sort the rows in nearly the same order.
/// </summary>
internal sealed class LeakSearch(SampledRows sample, LogColumns columns)
{
    private const double LeakingAgreement = 0.9;
    private const double SuspiciousAgreement = 0.5;
    private const double LeakingCorrelation = 0.95;
    private const double SuspiciousCorrelation = 0.9;

    /// <summary>With fewer pairs of neighbors, or with fewer rows of the rarer value of a response, chance agrees too often.</summary>
    private const int FewestPairs = 50;

    /// <summary>A value with a larger share of the rows, such as the 0 of an indicator, says nothing, so rows with others are looked at alone, too.</summary>
    private const double UsualShare = 0.1;

    private readonly SlotTexts _slots = new(columns.Features!);
    private readonly int[] _order = Shuffled(sample.Rows.Count);

    public IEnumerable<LogFinding> Findings()
    {
        RankedResponse[] responses = [.. columns.Responses.Select((column, index) => new RankedResponse(column.Column.Name, sample.Response(index)))];
        var chance = columns.Action is null ? 1 : ChanceAgreement();
        for (var slot = 0; slot < sample.Width; slot++)
        {
            var values = sample.Slot(slot);
            if (!Array.TrueForAll(values, float.IsFinite))
                continue;
            var sorted = new SortedNumbers(values, _order);
            if (chance < SuspiciousAgreement && Agreement(sorted) is var agreement && (agreement - chance) / (1 - chance) is var excess
                && excess > SuspiciousAgreement)
            {
                yield return ActionLeak(slot, agreement, chance, excess);
            }
            foreach (var response in responses)
            {
                if (Math.Abs(response.CorrelationWith(sorted, FewestPairs)) is > SuspiciousCorrelation and var correlation)
                    yield return ResponseLeak(slot, response.Name, correlation);
            }
        }
    }

    private LogFinding ActionLeak(int slot, double agreement, double chance, double excess) => new()
    {
        Defect = LogDefect.ActionLeak,
        Severity = excess > LeakingAgreement ? LogSeverity.Severe : LogSeverity.Warning,
        ColumnName = columns.Features!.Column.Name,
        Slot = slot,
        Value = excess,
        Message = string.Create(CultureInfo.InvariantCulture, $"Rows of different sessions with nearly equal values of {_slots.Of(slot)} have the same action ")
            + string.Create(CultureInfo.InvariantCulture, $"in {agreement:P1} of the pairs, where chance gives {chance:P1}."),
        Advice = "A feature of the state must be known before the action is chosen. Move features of the action to ActionFeatureColumnName. If the logging "
            + "policy is deterministic, no other policy can be judged from this log.",
    };

    private LogFinding ResponseLeak(int slot, string response, double correlation) => new()
    {
        Defect = LogDefect.ResponseLeak,
        Severity = correlation > LeakingCorrelation ? LogSeverity.Severe : LogSeverity.Warning,
        ColumnName = columns.Features!.Column.Name,
        Slot = slot,
        Value = correlation,
        Message = string.Create(CultureInfo.InvariantCulture,
            $"Feature {_slots.Of(slot)} sorts the rows as response '{response}' does (rank correlation {correlation:0.###})."),
        Advice = "A feature must be known before the response. Check whether it is made from the response, or from later rows.",
    };

    private double ChanceAgreement()
        => sample.Rows.GroupBy(row => row.Action).Sum(rows => Math.Pow((double)rows.Count() / sample.Rows.Count, 2));

    /// <summary>Returns the larger share of pairs of neighbors with one action: among all rows, or among those without the usual value.</summary>
    private double Agreement(SortedNumbers sorted)
    {
        var (usualStart, usualEnd) = sorted.LongestRun();
        var all = Agreement(sorted, _ => true);
        return usualEnd - usualStart > UsualShare * sorted.Rows.Length
            ? Math.Max(all, Agreement(sorted, position => position < usualStart || position > usualEnd))
            : all;
    }

    private double Agreement(SortedNumbers sorted, Func<int, bool> isCounted)
    {
        var (pairs, equal) = (0, 0);
        for (var position = 1; position < sorted.Rows.Length; position++)
        {
            var (row, before) = (sample.Rows[sorted.Rows[position]], sample.Rows[sorted.Rows[position - 1]]);
            if (row.Session == before.Session || !isCounted(position))
                continue;
            pairs++;
            equal += row.Action == before.Action ? 1 : 0;
        }
        return pairs < FewestPairs ? 0 : (double)equal / pairs;
    }

    // Rows with equal values must not stay in the order of the log, where neighbors are alike. Any fixed order without a pattern will do.
    private static int[] Shuffled(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        Array.Sort([.. order.Select(row => SeededHash.Of((ulong)row, 0))], order);
        return order;
    }
}
