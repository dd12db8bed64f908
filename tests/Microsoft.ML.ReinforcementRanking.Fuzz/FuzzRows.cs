using Microsoft.ML.Data;

namespace Microsoft.ML.ReinforcementRanking.Fuzz;

/// <summary>Scores a few rows with all columns that any of the seeds reads.</summary>
internal static class FuzzRows
{
    // A density has no upper limit.
    private const string Density = "Probability", PolicyOfVectors = "PredictedAction";

    private static readonly Row[] Rows =
    [
        new() { Features = [0, 0, 0, 0] },
        new() { Features = [1, -2, 0.5f, 3], Action = 5, ActionText = "video 5", ActionNumber = -30, ActionVector = [1, 4], Tags = [3, 1], Label = 3 },
        new() { Features = [-0.25f, 0, 2, -1], Action = 2, ActionText = "video 2", ActionNumber = 0, ActionVector = [-2, 3.5f], Tags = [2] },
    ];

    private static readonly Candidate[] Candidates = [new() { Features = [0, 0, 0] }, new() { Features = [1, -2, 0.5f] }];

    /// <summary>Returns what is wrong with the scores, or null.</summary>
    public static string? Score(MLContext context, ITransformer model, bool areCandidates)
    {
        IDataView rows = areCandidates ? context.Data.LoadFromEnumerable(Candidates) : context.Data.LoadFromEnumerable(Rows);
        IDataView scored;
        try
        {
            scored = model.Transform(rows);
        }
        // Another name is as good as the old one. It is the rows that do not have the column.
        catch (ArgumentOutOfRangeException missing) when (missing.ParamName is "schema" or "data")
        {
            return null;
        }
        var columns = scored.Schema.Where(column => !column.IsHidden && rows.Schema.GetColumnOrNull(column.Name) is null).ToArray();
        using var cursor = scored.GetRowCursor(columns);
        Func<IEnumerable<float>>[] getters = [.. columns.Select(column => Getter(cursor, column))];
        var isDensity = columns.Any(column => column.Name == PolicyOfVectors);
        while (cursor.MoveNext())
        {
            (string Name, float[] Values)[] values = [.. columns.Zip(getters, (column, get) => (column.Name, get().ToArray()))];
            // The columns of an action that the policy does not know are NaN, and the probability is 0.
            if (values.Any(column => column.Name == Density && column.Values is [0]))
                continue;
            foreach (var (name, numbers) in values)
            {
                if (numbers.Any(number => !float.IsFinite(number) && !(isDensity && name == Density && number > 0)))
                    return $"numbers: {name} is {string.Join(", ", numbers)}";
            }
        }
        return null;
    }

    private static Func<IEnumerable<float>> Getter(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is VectorDataViewType)
        {
            var getVector = row.GetGetter<VBuffer<float>>(column);
            VBuffer<float> vector = default;
            return () =>
            {
                getVector(ref vector);
                return vector.DenseValues();
            };
        }
        if (column.Type is BooleanDataViewType)
        {
            var getFlag = row.GetGetter<bool>(column);
            var flag = false;
            return () =>
            {
                getFlag(ref flag);
                return [];
            };
        }
        var getNumber = row.GetGetter<float>(column);
        var number = 0f;
        return () =>
        {
            getNumber(ref number);
            return [number];
        };
    }

    private sealed class Row
    {
        [VectorType(4)]
        public float[] Features { get; set; } = [];

        [KeyType(6)]
        public uint Action { get; set; }

        public string ActionText { get; set; } = "video 0";

        public long ActionNumber { get; set; } = 20;

        [VectorType(2)]
        public float[] ActionVector { get; set; } = [0, 0];

        public string[] EligibleText { get; set; } = ["video 0", "video 2", "video 5"];

        [KeyType(3)]
        public uint[] Tags { get; set; } = [];

        [KeyType(60)]
        public uint GroupId { get; set; }

        public long GroupNumber { get; set; } = 40;

        public float Label { get; set; } = 1;

        public string User { get; set; } = "u3";

        public long Item { get; set; } = 3;

        public long Time { get; set; } = 1_700_000_100;
    }

    private sealed class Candidate
    {
        [VectorType(3)]
        public float[] Features { get; set; } = [];
    }
}
