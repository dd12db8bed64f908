using System.Globalization;
using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents how far predicted probabilities agree with what happened. <see cref="ToString"/> returns it as a table.</summary>
public sealed class CalibrationMetrics
{
    internal CalibrationMetrics(IReadOnlyList<CalibrationBin> bins, long rowCount) => (Bins, RowCount) = (bins, rowCount);

    /// <summary>
    /// The predictions by their probability, from the smallest on. The probabilities of a bin differ by a factor of less than the root of 2. Predictions of
    /// probability 0 are in none.
    /// </summary>
    public IReadOnlyList<CalibrationBin> Bins { get; }

    /// <summary>The number of rows.</summary>
    public long RowCount { get; }

    /// <summary>
    /// The calibration error: the sum over bins of the distance between predicted and actual numbers of occurrences, divided by the number of rows. It is 0 for
    /// perfect predictions. It is at most 1 with one prediction a row, and at most 2 for a policy, whose rows have one for each action.
    /// </summary>
    public double Error => Bins.Sum(bin => Math.Abs(bin.MeanProbability * bin.Count - bin.Occurrences)) / RowCount;

    /// <summary>Returns a plain-text table of the bins.</summary>
    public override string ToString()
    {
        var text = new PlainText();
        text.Line(string.Create(CultureInfo.InvariantCulture, $"{RowCount} rows, calibration error {Error:0.0000}"));
        text.Columns([["probability", "frequency", "95 % range", "predictions"], .. Bins.Select(Line)]);
        return text.ToString();
    }

    private static string[] Line(CalibrationBin bin) =>
    [
        PlainText.Number(bin.MeanProbability), PlainText.Number(bin.Frequency),
        $"{PlainText.Number(bin.LowerBound)} .. {PlainText.Number(bin.UpperBound)}", FormattableString.Invariant($"{bin.Count}"),
    ];
}
