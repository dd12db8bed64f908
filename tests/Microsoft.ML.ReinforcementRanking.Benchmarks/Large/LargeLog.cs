namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Large;

/// <summary>
/// Makes a log of any size from a seed, row after row: sessions of some rows each, whose features drift from the first row of the log to the last. Actions
/// are drawn uniformly, and half of them suit a state, depending on the sign of a sum of its features.
/// </summary>
internal static class LargeLog
{
    public const int FeatureCount = 100;
    public const int ActionCount = 32;

    /// <summary>The number of rows of a session where no other one is given.</summary>
    public const int RowsPerSession = 20;

    /// <summary>The bytes of the numbers of a row.</summary>
    public const int BytesPerRow = FeatureCount * sizeof(float) + sizeof(uint) + sizeof(ulong) + 2 * sizeof(float);

    private const int SignalFeatures = 8;

    public static IDataView View(MLContext context, int rows, int seed, int rowsPerSession = RowsPerSession)
        => context.Data.LoadFromEnumerable(Rows(rows, seed, rowsPerSession));

    /// <summary>Writes a log to a file of ML.NET's binary format.</summary>
    public static void Write(string path, int rows, int seed, int rowsPerSession)
    {
        var context = new MLContext(seed);
        using var file = File.Create(path);
        context.Data.SaveAsBinary(View(context, rows, seed, rowsPerSession), file);
    }

    /// <summary>Makes the rows. All of them are one object, which each row overwrites.</summary>
    private static IEnumerable<LargeRow> Rows(int rows, int seed, int rowsPerSession)
    {
        var random = new Random(seed);
        var row = new LargeRow();
        for (var index = 0; index < rows; index++)
        {
            var drift = (float)index / rows - 0.5f;
            var sum = 0f;
            for (var feature = 0; feature < FeatureCount; feature++)
            {
                row.Features[feature] = 2 * random.NextSingle() - 1 + drift;
                sum += feature < SignalFeatures ? row.Features[feature] : 0;
            }
            var action = random.Next(ActionCount);
            var suits = action % 2 == 0 == sum > 0;
            (row.Action, row.Session) = ((uint)action, (ulong)(index / rowsPerSession));
            row.Label = (suits ? 1 : 0) + random.NextSingle();
            yield return row;
        }
    }
}
