using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

/// <summary>Creates a log without defects, into which tests plant some.</summary>
internal static class DiagnosedLog
{
    public const int ActionCount = 8;

    public static readonly LogDiagnosisOptions Options = new()
    {
        ActionColumnName = "Item",
        EligibleActionColumnName = "Items",
        TimestampColumnName = "Time",
        PropensityColumnName = "Propensity",
        Seed = 1,
    };

    /// <summary>
    /// Creates 400 sessions of 6 to 14 rows that start at any of 100 minutes. The logging policy prefers other items in other states, and all features are
    /// known before the action.
    /// </summary>
    public static List<Row> Create(int seed = 1)
    {
        var (random, rows) = (new Random(seed), new List<Row>());
        for (var session = 0; session < 400; session++)
        {
            var (interest, start, length) = (random.NextSingle(), random.Next(6_000), random.Next(6, 15));
            for (var step = 0; step < length; step++)
            {
                var features = new float[] { interest, step, random.Next(24), random.NextSingle() };
                double[] powers = [.. Enumerable.Range(0, ActionCount).Select(item => Math.Exp(features[3] * item / 4))];
                var (draw, item) = (random.NextDouble() * powers.Sum(), 0);
                for (; item < ActionCount - 1 && draw > powers[item]; item++)
                    draw -= powers[item];
                rows.Add(new()
                {
                    GroupId = $"s{seed}-{session}",
                    Time = 1_700_000_000_000 + (start + (step * 60)) * 1000L + random.Next(30_000),
                    Item = $"item {item}",
                    Items = [.. Enumerable.Range(0, ActionCount).Select(index => $"item {index}")],
                    Propensity = (float)(powers[item] / powers.Sum()),
                    Features = features,
                    Watch = (5 * Math.Abs(interest - (item / 8f))) + random.NextSingle(),
                    Like = random.Next(5) == 0,
                });
            }
        }
        return rows;
    }

    public static LogDiagnosis Diagnose(IEnumerable<Row> rows, LogDiagnosisOptions? options = null)
        => new MLContext(seed: 1).Data.DiagnoseLog(View(rows), ["Watch", "Like"], options ?? Options);

    public static IDataView View(IEnumerable<Row> rows) => new MLContext(seed: 1).Data.LoadFromEnumerable(rows);

    /// <summary>Represents a row of the log.</summary>
    public sealed class Row
    {
        public string GroupId { get; set; } = "";

        public long Time { get; set; }

        public string Item { get; set; } = "";

        public string[] Items { get; set; } = [];

        public float Propensity { get; set; }

        [VectorType(4)]
        public float[] Features { get; set; } = [];

        public float Watch { get; set; }

        public bool Like { get; set; }
    }
}
